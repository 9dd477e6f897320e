/** Spares callers the wait for something that does not answer. */
export interface CircuitBreaker {
  /** How long until a call may be tried, in milliseconds; 0 to go ahead now. */
  waitMs(): number;
  succeeded(): void;
  failed(): void;
}

export interface CircuitBreakerOptions {
  /** Failures in a row that open it. */
  readonly threshold: number;
  /** Time it stays open; then one call is let through, and its end decides. */
  readonly openMs: number;
  readonly now?: () => number;
}

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { threshold, openMs, now = Date.now } = options;
  let failures = 0;
  let trialAt = 0;
  return {
    waitMs() {
      if (failures < threshold) return 0;
      const wait = trialAt - now();
      if (wait > 0) return wait;
      // This call is the trial; the others wait for it, and no longer than one more period.
      trialAt = now() + openMs;
      return 0;
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures += 1;
      if (failures >= threshold) trialAt = now() + openMs;
    },
  };
}
