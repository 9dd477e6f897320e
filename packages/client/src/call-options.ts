const usualTimeoutMs = 15_000;

export interface CallOptions {
  /** Ends the call with `CANCELLED`. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the call with `DEADLINE_EXCEEDED`, in milliseconds; 130,000 for chat, else 15,000. */
  readonly timeoutMs?: number | undefined;
}

export interface ChatOptions extends CallOptions {
  /** The same key and body give the same answer, so that a retry says nothing twice. */
  readonly idempotencyKey?: string | undefined;
}

/** The options with a timeout, also where they leave it out. */
export function given(options?: ChatOptions, timeoutMs = usualTimeoutMs) {
  return { ...options, timeoutMs: options?.timeoutMs ?? timeoutMs };
}
