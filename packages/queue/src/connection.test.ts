import { describe, expect, it } from '@jest/globals';
import { parseRedisUrl } from './connection.js';

describe('parseRedisUrl', () => {
  it('reads every part', () => {
    expect(parseRedisUrl('redis://me:p%40ss@10.0.0.1:7000/3')).toEqual({
      host: '10.0.0.1',
      port: 7_000,
      username: 'me',
      password: 'p@ss',
      db: 3,
    });
  });

  it('fills in what is missing', () => {
    expect(parseRedisUrl('redis://redis')).toEqual({ host: 'redis', port: 6_379 });
    expect(parseRedisUrl('rediss://[::1]:6380')).toEqual({ host: '::1', port: 6_380, tls: {} });
  });

  it.each(['', 'localhost:6379', 'http://localhost'])('refuses "%s"', (address) => {
    expect(() => parseRedisUrl(address)).toThrow('The Redis address must look like');
  });
});
