import { toNumber } from './lexicon.js';
import { numberPhrases, type NumberName } from './number-phrases.js';
import { cutMark } from './words.js';

/** Numbers that a message states, unclamped. */
export type StatedNumbers = Partial<Readonly<Record<NumberName, number>>>;

const stairs = /\b(?:stair|ladder|temple|pyramid|podium|porch|dance|pier)/iu;

/**
 * Takes the settings that are stated with a number out of a message; the last one of a kind counts.
 *
 * @param text with single spaces and straight apostrophes.
 * @returns what is stated, and the text with `cutMark` in the place of each.
 */
export function readNumbers(text: string): {
  readonly stated: StatedNumbers;
  readonly rest: string;
} {
  const stated: Partial<Record<NumberName, number>> = {};
  const ofStairs = stairs.test(text);
  let rest = text;
  for (const { pattern, names, least = 0, notOfStairs } of numberPhrases) {
    if (notOfStairs === true && ofStairs) continue;
    rest = rest.replace(pattern, (whole: string, ...groups: readonly unknown[]) => {
      const values = names.map((_, index) => read(groups[index]));
      if (values.some((value) => value === undefined || value < least)) return whole;
      for (const [index, name] of names.entries()) {
        const value = values[index];
        if (value !== undefined) stated[name] = value;
      }
      return ` ${cutMark} `;
    });
  }
  return { stated, rest };
}

function read(group: unknown): number | undefined {
  if (typeof group !== 'string') return undefined;
  return toNumber(group.toLowerCase()) ?? Number(group);
}
