import { describe, expect, it } from '@jest/globals';
import { createCircuitBreaker } from './circuit-breaker.js';

describe('createCircuitBreaker', () => {
  it('opens after failures in a row, lets one trial through, and closes on success', () => {
    let now = 0;
    const breaker = createCircuitBreaker({ threshold: 2, openMs: 1_000, now: () => now });
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    expect(breaker.waitMs()).toBe(0);
    breaker.failed();
    expect(breaker.waitMs()).toBe(1_000);
    now = 1_000;
    expect(breaker.waitMs()).toBe(0);
    expect(breaker.waitMs()).toBe(1_000);
    breaker.failed();
    now = 1_500;
    expect(breaker.waitMs()).toBe(500);
    now = 2_000;
    expect(breaker.waitMs()).toBe(0);
    breaker.succeeded();
    expect(breaker.waitMs()).toBe(0);
    expect(breaker.waitMs()).toBe(0);
  });
});
