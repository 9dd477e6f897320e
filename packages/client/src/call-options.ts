const usualTimeoutMs = 15_000;

export interface CallOptions {
  /** Ends the call with `CANCELLED`. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the call with `DEADLINE_EXCEEDED`, in milliseconds; usually 15,000. */
  readonly timeoutMs?: number | undefined;
}

export interface ChatOptions extends CallOptions {
  /** The same key and body give the same answer, so that a retry says nothing twice. */
  readonly idempotencyKey?: string | undefined;
}

/** How to wait for pictures that come in the answer. */
export interface WaitingOptions extends ChatOptions {
  /** Seconds that the server waits for the pictures before it answers with their job. */
  readonly waitSeconds?: number | undefined;
}

/** The options with a timeout, also where they leave it out. */
export function given(options?: WaitingOptions, timeoutMs = usualTimeoutMs) {
  return { ...options, timeoutMs: options?.timeoutMs ?? timeoutMs };
}
