/** A word of a text, and what stood before it. */
export interface Word {
  /** Lower case, with a straight apostrophe. */
  readonly text: string;
  /** Where it stands in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** The strongest mark before it: a sentence's end, something taken out, a comma, or none. */
  readonly after: 'stop' | 'cut' | 'comma' | 'word';
}

/** Stands where something was taken out of a text. */
export const cutMark = '\u0001';

// A point or an apostrophe belongs to a word only between its letters or digits.
const wordPattern = /[\p{L}\p{N}\p{M}]+(?:'[\p{L}]+|\.\p{N}+)*/gu;

/** The words of a text, in time linear in its length. */
export function readWords(text: string): Word[] {
  const straight = text.replaceAll('’', "'");
  const words: Word[] = [];
  let last = 0;
  for (const match of straight.matchAll(wordPattern)) {
    const start = match.index;
    const gap = straight.slice(last, start);
    const after = words.length === 0 ? 'stop' : strongest(gap);
    last = start + match[0].length;
    words.push({ text: match[0].toLowerCase(), start, end: last, after });
  }
  return words;
}

function strongest(gap: string): Word['after'] {
  if (/[.!?;:\n]/u.test(gap)) return 'stop';
  if (gap.includes(cutMark)) return 'cut';
  return /[,()]/u.test(gap) ? 'comma' : 'word';
}

/** A word without the ending of its plural. Good enough to compare two forms of one word. */
export function stem(word: string): string {
  if (word.length <= 3) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:x|ss|us|ch|sh|z)es$/u.test(word)) return word.slice(0, -2);
  return /[^sui]s$/u.test(word) ? word.slice(0, -1) : word;
}

/** Whether one is the other with a slip of the finger, or with another ending. */
export function isNearly(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < 4) return short === long;
  if (long.startsWith(short)) return long.length - short.length <= 4;
  return distance(short, long, short.length < 8 ? 1 : 2);
}

/** Whether at most so many letters are wrong, missing, doubled or swapped with their neighbour. */
function distance(short: string, long: string, most: number): boolean {
  if (long.length - short.length > most || long.length > 40) return false;
  let before: number[] = [];
  let row = Array.from({ length: short.length + 1 }, (_, index) => index);
  for (let i = 1; i <= long.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= short.length; j += 1) {
      const same = long[i - 1] === short[j - 1];
      const swapped =
        i > 1 && j > 1 && long[i - 1] === short[j - 2] && long[i - 2] === short[j - 1];
      next.push(
        Math.min(
          at(row, j) + 1,
          at(next, j - 1) + 1,
          at(row, j - 1) + (same ? 0 : 1),
          swapped ? at(before, j - 2) + 1 : Infinity,
        ),
      );
    }
    before = row;
    row = next;
  }
  return at(row, short.length) <= most;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
