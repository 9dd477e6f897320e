import { describe, expect, it } from '@jest/globals';
import { readApiKey } from './read-api-key.js';

describe('readApiKey', () => {
  it.each([
    [{ authorization: 'Bearer atl_a' }, 'atl_a'],
    [{ authorization: 'bearer   atl_a ' }, 'atl_a'],
    [{ 'x-api-key': 'atl_b' }, 'atl_b'],
    [{ authorization: 'Bearer atl_a', 'x-api-key': 'atl_b' }, 'atl_a'],
    [{ authorization: 'Basic dTpw', 'x-api-key': 'atl_b' }, 'atl_b'],
    [{ authorization: 'Basic dTpw' }, undefined],
    [{ authorization: 'Bearer' }, undefined],
    [{ authorization: 'Bearer a b' }, undefined],
    [{ authorization: 'atl_a' }, undefined],
    [{ 'x-api-key': '' }, undefined],
    [{}, undefined],
  ])('finds in %j %j', (headers, key) => {
    expect(readApiKey(headers)).toBe(key);
  });
});
