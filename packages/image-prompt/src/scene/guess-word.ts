import { familyOf, shapeAndColourWords, smallWords } from '../request/lexicon.js';
import { isNearly, stem, type Word } from '../request/words.js';

/** The words with those that are nearly a colour or a shape taken for one. */
export function guessed(words: readonly Word[]): readonly Word[] {
  return words.map((word) => ({ ...word, text: guess(word.text) }));
}

function guess(word: string): string {
  if (word.length < 4 || smallWords.has(word) || familyOf(word) !== undefined) return word;
  const near = shapeAndColourWords.filter(
    (name) =>
      name.startsWith(word.slice(0, 1)) &&
      Math.abs(name.length - stem(word).length) <= 1 &&
      isNearly(name, stem(word)),
  );
  return near.length === 1 ? (near[0] ?? word) : word;
}
