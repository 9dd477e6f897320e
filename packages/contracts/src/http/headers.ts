/** Headers that Atelier's processes and clients share, in lower case. */
export const headers = {
  /** Names one request end to end; made by the gateway when a client sends none that fits. */
  requestId: 'x-request-id',
  /** The same key and body give the same answer. */
  idempotencyKey: 'idempotency-key',
  /** Whose turn it is, between gateway and llm-worker: an opaque key, the same for the same person. */
  user: 'x-atelier-user',
  /** The span that a request belongs to (W3C Trace Context). */
  traceparent: 'traceparent',
} as const;

/** What a request id, an Idempotency-Key or a user's key from outside may look like. */
export const clientKeyPattern = /^[\x21-\x7e]{1,128}$/;
