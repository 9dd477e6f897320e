/**
 * Every failure Atelier can name. Codes are stable and never reused.
 * `retryable` says whether the same request can succeed later without a change.
 */
export const errorCodes = {
  INVALID_INPUT: { retryable: false, says: 'The request does not fit the schema.' },
  MALFORMED_JSON: { retryable: false, says: 'The body is not valid JSON.' },
  PAYLOAD_TOO_LARGE: { retryable: false, says: 'The body is larger than allowed.' },
  HEADERS_TOO_LARGE: { retryable: false, says: 'The request headers are larger than allowed.' },
  UNSUPPORTED_MEDIA_TYPE: { retryable: false, says: 'The content type is not accepted here.' },
  RANGE_NOT_SATISFIABLE: { retryable: false, says: 'The file has no such part.' },
  METHOD_NOT_ALLOWED: { retryable: false, says: 'The address does not take this method.' },
  NOT_FOUND: { retryable: false, says: 'Nothing is here.' },
  UNAUTHENTICATED: { retryable: false, says: 'An API key is needed.' },
  FORBIDDEN: { retryable: false, says: 'The API key does not allow this.' },
  CONTENT_REFUSED: { retryable: false, says: 'Atelier does not take part in this.' },
  FORBIDDEN_ORIGIN: { retryable: false, says: 'Requests from this origin are not accepted.' },
  REQUEST_TIMEOUT: { retryable: true, says: 'The request took too long to arrive.' },
  IDEMPOTENCY_IN_FLIGHT: {
    retryable: true,
    says: 'A request with this Idempotency-Key is still being answered.',
  },
  IDEMPOTENCY_MISMATCH: {
    retryable: false,
    says: 'This Idempotency-Key was used with another body.',
  },
  RATE_LIMITED: { retryable: true, says: 'Too many requests in too short a time.' },
  TOO_MANY_JOBS: { retryable: true, says: 'Too many of your pictures are waiting.' },
  UPLOADS_BUSY: { retryable: true, says: 'Too many pictures are being uploaded at once.' },
  SOURCE_GONE: { retryable: false, says: 'The picture that this starts from is gone.' },
  ENGINE_BUSY: { retryable: true, says: 'Every seat in the engine is taken.' },
  ENGINE_LOST: { retryable: true, says: 'The engine stopped and is being restarted.' },
  ENGINE_FAILED: { retryable: true, says: 'The engine could not finish the work.' },
  CONTEXT_TOO_LONG: {
    retryable: false,
    says: 'The conversation is longer than the model can take.',
  },
  MODEL_UNKNOWN: { retryable: false, says: 'No model of this name answers here.' },
  MODEL_MISSING: { retryable: false, says: 'The model is not installed.' },
  MODEL_REJECTED: { retryable: false, says: 'The model has files that are not accepted.' },
  MODEL_BUSY: { retryable: true, says: 'Another process is changing the models.' },
  MODEL_IN_USE: { retryable: false, says: 'The model is in use.' },
  OFFLINE: { retryable: false, says: 'Atelier is told to stay offline.' },
  HUB_UNREACHABLE: { retryable: true, says: 'The model hub does not answer.' },
  HUB_REFUSED: { retryable: false, says: 'The model hub refuses the request.' },
  DEADLINE_EXCEEDED: { retryable: true, says: 'The work took longer than allowed.' },
  CANCELLED: { retryable: false, says: 'The work was cancelled.' },
  FENCE_LOST: { retryable: false, says: 'A newer attempt has taken over this job.' },
  GAVE_UP: { retryable: false, says: 'The job was started too many times without finishing.' },
  STORAGE_FULL: { retryable: true, says: 'The disk is full.' },
  STORAGE_UNAVAILABLE: { retryable: true, says: 'The picture store does not answer.' },
  DATABASE_UNAVAILABLE: { retryable: true, says: 'The database does not answer.' },
  QUEUE_UNAVAILABLE: { retryable: true, says: 'The queue does not answer.' },
  LLM_UNAVAILABLE: { retryable: true, says: 'The chat worker does not answer.' },
  SERVER_UNREACHABLE: { retryable: true, says: 'Atelier does not answer.' },
  SHUTTING_DOWN: { retryable: true, says: 'The process is stopping.' },
  INVALID_CONFIG: { retryable: false, says: 'A setting is missing or wrong.' },
  CANNOT_START: { retryable: false, says: 'The process can not start.' },
  INTERNAL: { retryable: false, says: 'Something went wrong inside Atelier.' },
} as const satisfies Record<string, { readonly retryable: boolean; readonly says: string }>;

/** A stable name of a failure. */
export type ErrorCode = keyof typeof errorCodes;

/** True for the codes that this version knows. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value);
}
