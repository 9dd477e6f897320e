import { describe, expect, it } from '@jest/globals';
import type { Turn } from '@atelier/database';
import { createTokenGauge, fitHistory } from './fit-history.js';

const turn = (length: number) =>
  ({ user: { content: 'u'.repeat(length) }, assistant: { content: 'a'.repeat(length) } }) as Turn;

describe('fitting a history', () => {
  it('keeps the latest turns that fit, never one before a gap', () => {
    const history = [turn(10), turn(10_000), turn(100), turn(10)];
    const kept = fitHistory(history, 200, createTokenGauge());
    expect(kept).toEqual(history.slice(2));
    expect(fitHistory(history, 0, createTokenGauge())).toEqual([]);
    expect(fitHistory(history, 1_000_000, createTokenGauge())).toEqual(history);
  });

  it('learns how dense the prompts are, at once when they are denser', () => {
    const gauge = createTokenGauge();
    expect(gauge.tokensOf(2_000)).toBe(1_000);
    for (let times = 0; times < 50; times += 1) gauge.learn(4_000, 1_000);
    expect(gauge.tokensOf(3_200)).toBeCloseTo(1_000, -1);
    gauge.learn(1_000, 1_000);
    expect(gauge.tokensOf(800)).toBe(1_000);
    gauge.learn(10, 1_000);
    expect(gauge.tokensOf(800)).toBe(1_000);
  });
});
