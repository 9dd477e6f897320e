import type { Query } from './dashboard.js';

const shown = [
  ['median', 0.5],
  ['P95', 0.95],
  ['P99', 0.99],
] as const;

/** How a histogram is spread: three lines, over five minutes. */
export function quantiles(histogram: string): readonly Query[] {
  return shown.map(([legend, share]) => ({
    expr: `histogram_quantile(${String(share)}, sum by (le) (rate(${histogram}_bucket[5m])))`,
    legend,
  }));
}
