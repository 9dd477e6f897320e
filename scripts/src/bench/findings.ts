import { cpus, loadavg, totalmem } from 'node:os';
import { percentile } from './sessions/tally.js';

/** A measured value and what it has to be. */
export interface Finding {
  readonly what: string;
  readonly value: number;
  readonly unit: '×' | 'ms' | '%' | 'steps' | '/s';
  readonly bar?: { readonly atMost: number } | { readonly atLeast: number };
}

/** What a benchmark came to: what counts first, then where it comes from. */
export interface Findings {
  readonly bench: string;
  readonly findings: readonly Finding[];
  readonly figures: Readonly<Record<string, Spread | number | string>>;
}

/** Of times in milliseconds. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

export function spread(values: readonly number[]): Spread {
  const at = (share: number) => round(percentile(values, share));
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    count: values.length,
    mean: round(mean),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    most: at(1),
  };
}

/** Whether a value is as it has to be; undefined where nothing is asked of it. */
export function isMet({ value, bar }: Finding): boolean | undefined {
  if (bar === undefined) return undefined;
  return 'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;
}

/** Prints JSON, or a table in Markdown and the figures below it. */
export function printFindings(found: Findings, { json }: { readonly json: boolean }): void {
  const text = json ? JSON.stringify({ ...found, machine: machine() }, null, 2) : toTable(found);
  process.stdout.write(`${text}\n`);
}

export function toTable({ findings, figures }: Findings): string {
  const rows = findings.map((finding) => {
    const { what, value, unit } = finding;
    const met = isMet(finding);
    const verdict = met === undefined ? '' : met ? 'yes' : 'no';
    return `| ${what} | ${round(value)} ${unit} | ${sayBar(finding)} | ${verdict} |`;
  });
  return [
    '| what | measured | bar | met |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...Object.entries(figures).map(([name, value]) => `${name}: ${say(value)}`),
  ].join('\n');
}

function sayBar({ bar, unit }: Finding): string {
  if (bar === undefined) return '';
  return 'atMost' in bar ? `≤ ${bar.atMost} ${unit}` : `≥ ${bar.atLeast} ${unit}`;
}

function say(value: Spread | number | string): string {
  if (typeof value !== 'object') return String(value);
  return `${value.p50} / ${value.p95} ms (P50 / P95), mean ${value.mean} ms`;
}

function machine() {
  const [first] = cpus();
  return {
    cpu: first?.model,
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
    load: loadavg().map(round),
    at: new Date().toISOString(),
  };
}

function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}
