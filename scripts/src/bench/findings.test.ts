import { describe, expect, it } from '@jest/globals';
import { isMet, spread, toTable } from './findings.js';

describe('findings', () => {
  it('holds values against bars of both kinds', () => {
    const found = { what: 'x', value: 2, unit: '×' } as const;
    expect(isMet(found)).toBeUndefined();
    expect(isMet({ ...found, bar: { atMost: 2 } })).toBe(true);
    expect(isMet({ ...found, bar: { atMost: 1.9 } })).toBe(false);
    expect(isMet({ ...found, bar: { atLeast: 2.1 } })).toBe(false);
  });

  it('shows what counts first, then where it comes from', () => {
    const table = toTable({
      bench: 'test',
      findings: [
        { what: 'chat', value: 1.504, unit: '×', bar: { atMost: 2 } },
        { what: 'drawing', value: 55.01, unit: '%', bar: { atLeast: 60 } },
      ],
      figures: { alone: spread([3, 1, 2]), jobs: 3 },
    });
    expect(table.split('\n').slice(2)).toEqual([
      '| chat | 1.5 × | ≤ 2 × | yes |',
      '| drawing | 55.01 % | ≥ 60 % | no |',
      '',
      'alone: 2 / 3 ms (P50 / P95), mean 2 ms',
      'jobs: 3',
    ]);
  });
});
