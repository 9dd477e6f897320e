import type { Case } from './cases.js';
import type { Outcome } from './outcome.js';
import { judge, pictureF1, tally, type Scores } from './score.js';

/** A case with what the model gave, and what the turn gave with the code around it. */
export interface Result {
  readonly asked: Case;
  readonly alone: Outcome;
  readonly settled: Outcome;
}

/** A line of the table; shares from 0 to 1. */
export interface Row {
  readonly measure: string;
  readonly cases: number;
  readonly alone: number;
  readonly withCode: number;
}

type Facts = Readonly<Record<string, string>>;

const first = [
  'block valid',
  'attributes carried',
  'wish exact',
  'follow-up exact',
  'product',
  'no wrong fact',
  'out_of_scope',
  'no 6-gram three times',
];

/** The scores, the ones that a release is held to first. */
export function toRows(results: readonly Result[], facts: Facts): readonly Row[] {
  const alone = scoresOf(results, facts, 'alone');
  const withCode = scoresOf(results, facts, 'settled');
  const names = [...new Set([...first, ...alone.keys(), ...withCode.keys()])];
  const f1 = (which: 'alone' | 'settled') =>
    pictureF1(results.map((result) => [result.asked, result[which]]));
  return [
    {
      measure: 'picture or not, F1',
      cases: results.length,
      alone: f1('alone'),
      withCode: f1('settled'),
    },
    ...names.map((measure) => ({
      measure,
      cases: withCode.get(measure)?.all ?? 0,
      alone: share(alone, measure),
      withCode: share(withCode, measure),
    })),
  ];
}

function scoresOf(results: readonly Result[], facts: Facts, which: 'alone' | 'settled'): Scores {
  return tally(
    results.map((result) => judge(result.asked, result[which], facts, which === 'settled')),
  );
}

function share(scores: Scores, measure: string): number {
  const score = scores.get(measure);
  return score === undefined ? 1 : score.right / score.all;
}

/** A Markdown table. */
export function writeTable(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ measure, cases, alone, withCode }) =>
      `| ${measure} | ${cases} | ${alone.toFixed(3)} | ${withCode.toFixed(3)} |`,
  );
  const head = [
    '| measure | n | the model alone | with the code around it |',
    '| --- | --- | --- | --- |',
  ];
  return `${[...head, ...lines].join('\n')}\n`;
}

/** The worst cases: those that are wrong after all come first, then those that the code mended. */
export function worst(results: readonly Result[], facts: Facts, count: number): string {
  const wrong = (result: Result, which: 'alone' | 'settled') =>
    [...judge(result.asked, result[which], facts, which === 'settled')].flatMap(
      ([name, isRight]) => (isRight ? [] : [name]),
    );
  const bad = results
    .map((result) => ({ result, after: wrong(result, 'settled'), before: wrong(result, 'alone') }))
    .filter(({ after, before }) => after.length + before.length > 0)
    .sort((a, b) => b.after.length - a.after.length || b.before.length - a.before.length);
  return bad
    .slice(0, count)
    .map(({ result, after, before }) => describe(result, after, before))
    .join('\n');
}

function describe(result: Result, after: readonly string[], before: readonly string[]): string {
  const { asked, alone, settled } = result;
  const said = asked.messages.map(
    ({ role, content }) => `${role === 'user' ? '>' : '<'} ${content}`,
  );
  const expected = asked.block ? JSON.stringify(asked.block) : asked.accepts.join(' & ');
  return [
    `${asked.id}: wrong ${after.join(', ') || 'nothing'} (alone: ${before.join(', ') || 'nothing'})`,
    ...said.map((line) => `  ${line}`),
    `  expected  ${expected}`,
    `  alone     ${alone.text} ${alone.block ? JSON.stringify(alone.block) : ''}`,
    `  with code ${settled.block ? JSON.stringify(settled.block) : 'no picture'} (asked again ${settled.redraws} times)`,
    ...settled.warnings.map((warning) => `  warning   ${warning}`),
    '',
  ].join('\n');
}
