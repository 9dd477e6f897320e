import { describe, expect, it } from '@jest/globals';
import { assertLoopback } from './loopback.js';

describe('assertLoopback', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('lets %s pass', (host) => {
    expect(() => {
      assertLoopback(host);
    }).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', '127.0.0.1.example.com', 'localhost.example.com', ''])(
    'refuses %p',
    (host) => {
      expect(() => {
        assertLoopback(host);
      }).toThrow(/AUTH_MODE=none/);
    },
  );
});
