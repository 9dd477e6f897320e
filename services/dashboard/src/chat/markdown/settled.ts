/** Longer texts are shown as they are. */
export const maxMarkdownLength = 60_000;

/** Whether a text is nothing but words in one paragraph, which cost nothing to show. */
export function isPlain(text: string): boolean {
  return !/[`*_~#[\]<>|\\&\n]|^\s|^(?:[-+=]|\d+[.)])|:\/\/|www\.|@/.test(text);
}

const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** Where a text can be cut: it is read as often as it grows, and a piece of it only once. */
const pieceLength = 1_500;

/** A definition may be far from where it is used; such a text is read as a whole. */
const definition = /^ {0,3}\[[^\]\n]{1,200}\]:/m;

/**
 * Cuts a text into pieces that can be read one by one: whole paragraphs and closed code blocks. All
 * but the last stay the same while a text grows at its end.
 */
export function toPieces(text: string, atLeast = pieceLength): readonly string[] {
  if (text.length <= atLeast || definition.test(text)) return [text];
  const pieces: string[] = [];
  let begin = 0;
  for (const place of settledPlaces(text)) {
    if (place - begin < atLeast || place === text.length) continue;
    pieces.push(text.slice(begin, place));
    begin = place;
  }
  return [...pieces, text.slice(begin)];
}

/** Places before which are whole paragraphs and closed code blocks. */
function settledPlaces(text: string): readonly number[] {
  const places: number[] = [];
  let at = 0;
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const end = at + line.length + 1;
    const [, marks, rest = ''] = fence.exec(line) ?? [];
    const isWhole = end <= text.length && !isNested(text, end);
    if (open === undefined) {
      if (marks !== undefined && !(marks.startsWith('`') && rest.includes('`'))) open = marks;
      else if (line.trim() === '' && isWhole) places.push(end);
    } else if (marks?.startsWith(open) === true && rest.trim() === '') {
      open = undefined;
      if (isWhole) places.push(end);
    }
    at = end;
  }
  return places;
}

/** What stands there may belong to a list that goes on. */
function isNested(text: string, at: number): boolean {
  return /^(?:[ \t]+\S|(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|$)/.test(text.slice(at, at + 24));
}
