/** Headers that Atelier's processes and clients share, in lower case. */
export const headers = {
  /** Names one request end to end; made by the gateway when a client sends none that fits. */
  requestId: 'x-request-id',
  /** The same key and body give the same answer. */
  idempotencyKey: 'idempotency-key',
} as const;

/** What a request id or an Idempotency-Key from outside may look like. */
export const clientKeyPattern = /^[\x21-\x7e]{1,128}$/;
