import { describe, expect, it } from '@jest/globals';
import { measurePairs, median } from './pairs.js';
import { imageResult, textResult, toTable } from './report.js';

describe('pairs', () => {
  it('lets both sides take turns in being first, and leaves out warm-ups', async () => {
    const order: string[] = [];
    const side = (name: string) => (round: number) => {
      order.push(`${name}${round}`);
      return Promise.resolve(round + 1);
    };
    const pairs = await measurePairs(2, 1, side('raw'), side('driver'));
    expect(order).toEqual(['raw0', 'driver0', 'driver1', 'raw1', 'raw2', 'driver2']);
    expect(pairs).toEqual([
      { raw: 2, driver: 2 },
      { raw: 3, driver: 3 },
    ]);
  });

  it('takes the middle of odd and even numbers of values', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
  });

  it('counts more tokens and shorter pictures as better', () => {
    const pairs = [
      { raw: 1, driver: 2 },
      { raw: 2, driver: 2 },
      { raw: 3, driver: 4 },
    ];
    const text = textResult('text', 100, pairs);
    expect(text.share).toEqual({ median: 0.75, least: 0.5, most: 1 });
    const image = imageResult('image', pairs);
    expect(image.share.median).toBeCloseTo(4 / 3);
    expect(toTable([text, image]).split('\n').slice(2)).toEqual([
      '| text | 50 tok/s | 50 tok/s | 75.0 % | 50.0 % | 100.0 % | 3 |',
      '| image | 2000 ms | 2000 ms | 133.3 % | 100.0 % | 200.0 % | 3 |',
    ]);
  });
});
