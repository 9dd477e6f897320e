const maxTokenCharacters = 12;

/**
 * Cuts text into the mock's tokens: words with the white space before them; long words in pieces,
 * as a real tokenizer would. Put together again they are the text; none ends inside a character.
 */
export function toTokens(text: string): string[] {
  return (text.match(/\s*\S+|\s+$/gu) ?? []).flatMap(toPieces);
}

function toPieces(word: string): string[] {
  const characters = Array.from(word);
  const pieces: string[] = [];
  for (let start = 0; start < characters.length; start += maxTokenCharacters) {
    pieces.push(characters.slice(start, start + maxTokenCharacters).join(''));
  }
  return pieces;
}
