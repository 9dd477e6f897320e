import { describe, expect, it } from '@jest/globals';
import { kvCacheSize } from './kv-cache-size.js';

describe('kvCacheSize', () => {
  it('follows the memory between its bounds', () => {
    const gibibyte = 1024 ** 3;
    expect(kvCacheSize(gibibyte)).toBe(256 * 1024 ** 2);
    expect(kvCacheSize(20 * gibibyte)).toBe(3 * gibibyte);
    expect(kvCacheSize(1_024 * gibibyte)).toBe(16 * gibibyte);
  });
});
