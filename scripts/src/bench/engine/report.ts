import { median, type Pair } from './pairs.js';

/** What one measurement came to; `figures` are of the medians, `share` of each pair. */
export interface Result {
  readonly what: string;
  readonly raw: string;
  readonly driver: string;
  /** Driver against raw: of tokens a second, or of the time of a picture. */
  readonly share: { readonly median: number; readonly least: number; readonly most: number };
  readonly rounds: number;
}

/** `tokens` are those of one round. More is better. */
export function textResult(what: string, tokens: number, pairs: readonly Pair[]): Result {
  const speed = (seconds: number) => `${(tokens / seconds).toFixed(0)} tok/s`;
  return result(what, pairs, speed, ({ raw, driver }) => raw / driver);
}

/** Less is better. */
export function imageResult(what: string, pairs: readonly Pair[]): Result {
  const time = (seconds: number) => `${(seconds * 1_000).toFixed(0)} ms`;
  return result(what, pairs, time, ({ raw, driver }) => driver / raw);
}

function result(
  what: string,
  pairs: readonly Pair[],
  say: (seconds: number) => string,
  toShare: (pair: Pair) => number,
): Result {
  const shares = pairs.map(toShare);
  return {
    what,
    raw: say(median(pairs.map(({ raw }) => raw))),
    driver: say(median(pairs.map(({ driver }) => driver))),
    share: { median: median(shares), least: Math.min(...shares), most: Math.max(...shares) },
    rounds: pairs.length,
  };
}

/** A table in Markdown. */
export function toTable(results: readonly Result[]): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const rows = results.map(({ what, raw, driver, share, rounds }) =>
    [what, raw, driver, percent(share.median), percent(share.least), percent(share.most), rounds]
      .map(String)
      .join(' | '),
  );
  return [
    '| what | raw pipeline | Atelier | Atelier / raw, median | least | most | rounds |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}
