import { imageDefaults } from '@atelier/contracts';
import { matches, type Block, type Case } from './cases.js';
import type { Outcome } from './outcome.js';

/** Right ones among all, for one measure. */
export interface Tally {
  right: number;
  all: number;
}

/** By the name of the measure, in the order of the table. */
export type Scores = ReadonlyMap<string, Tally>;

const attributes: readonly (keyof Block)[] = [
  'prompt',
  'negative_prompt',
  'seed',
  'steps',
  'cfg_scale',
  'width',
  'height',
  'count',
];
const defaults: Partial<Record<keyof Block, number>> = {
  steps: imageDefaults.steps,
  cfg_scale: imageDefaults.guidanceScale,
  width: imageDefaults.width,
  height: imageDefaults.height,
  count: imageDefaults.count,
};

/**
 * What is right and wrong about an outcome, by measure.
 *
 * @param isSettled whether the code around the model has had its say: then what a message states
 *   counts as well.
 */
export function judge(
  asked: Case,
  outcome: Outcome,
  facts: Readonly<Record<string, string>>,
  isSettled: boolean,
): ReadonlyMap<string, boolean> {
  const marks = new Map<string, boolean>();
  const { text, draws, block } = outcome;
  marks.set('no 6-gram three times', !repeats(text));
  if (draws) marks.set('block valid', block !== undefined);
  if (asked.block !== undefined) {
    const expected = isSettled ? { ...asked.block, ...asked.stated } : asked.block;
    for (const name of attributes) {
      if (expected[name] === undefined) continue;
      marks.set(name, block !== undefined && valueOf(block, name) === valueOf(expected, name));
    }
    const isWhole =
      block !== undefined &&
      attributes.every((name) => valueOf(block, name) === valueOf(expected, name));
    marks.set(asked.category === 'edit' ? 'follow-up exact' : 'wish exact', isWhole);
    return marks;
  }
  const isAccepted = asked.accepts.every((pattern) => matches(text, pattern));
  marks.set(asked.category, isAccepted && !draws);
  if (asked.category === 'product') {
    const statesOther = Object.entries(facts).some(
      ([name, pattern]) => name !== asked.topic && matches(text, pattern),
    );
    marks.set('no wrong fact', isAccepted || !statesOther);
  }
  return marks;
}

function valueOf(block: Block, name: keyof Block): unknown {
  return block[name] ?? defaults[name];
}

/** Whether any six words in a row come three times. */
export function repeats(text: string): boolean {
  const words = text.toLowerCase().split(/\s+/u);
  const seen = new Map<string, number>();
  for (let at = 0; at + 6 <= words.length; at += 1) {
    const gram = words.slice(at, at + 6).join(' ');
    const times = (seen.get(gram) ?? 0) + 1;
    if (times === 3) return true;
    seen.set(gram, times);
  }
  return false;
}

/** F1 of drawing when, and only when, a picture is wanted; with the number of cases. */
export function pictureF1(pairs: readonly (readonly [Case, Outcome])[]): number {
  let hits = 0;
  let misses = 0;
  for (const [{ wants_picture: wanted }, { draws }] of pairs) {
    if (wanted && draws) hits += 1;
    else if (wanted || draws) misses += 1;
  }
  return hits === 0 ? 0 : (2 * hits) / (2 * hits + misses);
}

/** The share of right marks by measure; `attributes` counts every stated attribute. */
export function tally(marks: readonly ReadonlyMap<string, boolean>[]): Scores {
  const scores = new Map<string, Tally>();
  const count = (name: string, isRight: boolean) => {
    const score = scores.get(name) ?? { right: 0, all: 0 };
    score.all += 1;
    if (isRight) score.right += 1;
    scores.set(name, score);
  };
  for (const [name, isRight] of marks.flatMap((all) => [...all])) {
    count(name, isRight);
    if ((attributes as readonly string[]).includes(name)) count('attributes carried', isRight);
  }
  return scores;
}
