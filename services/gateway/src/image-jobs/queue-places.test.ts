import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeIn } from './queue-places.js';

describe('placeIn', () => {
  const line = (jobs: readonly number[], onQueue = 0) => ({
    owners: jobs.map((count, index) => ({ ownerId: `o${index}`, jobs: count })),
    onQueue,
    begun: 0,
  });

  it('is the first where nobody else waits', () => {
    expect(placeIn(line([1]), 'o0', 1)).toBe(1);
    expect(placeIn(line([], 0), 'new', 1)).toBe(1);
  });

  it('lets a flood of jobs count once a turn', () => {
    expect(placeIn(line([50, 1]), 'o1', 1)).toBe(2);
    expect(placeIn(line([50, 1], 2), 'o1', 1)).toBe(4);
    expect(placeIn(line([50, 1]), 'o0', 50)).toBe(51);
  });

  it('is the order in which turns really go', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(counts, (jobs) => {
        const left = [...jobs];
        const order: string[] = [];
        while (left.some((count) => count > 0)) {
          for (const [owner, count] of left.entries()) {
            if (count === 0) continue;
            left[owner] = count - 1;
            order.push(`o${owner}`);
          }
        }
        const ranks = new Map<string, number>();
        for (const [index, ownerId] of order.entries()) {
          const rank = (ranks.get(ownerId) ?? 0) + 1;
          ranks.set(ownerId, rank);
          expect(placeIn(line(jobs), ownerId, rank)).toBe(index + 1);
        }
      }),
    );
  });
});
