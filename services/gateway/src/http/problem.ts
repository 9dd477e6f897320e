import type { Problem } from '@atelier/contracts';
import { errorCodes, toAppError, type ErrorCode } from '@atelier/errors';

/** The HTTP status of each code. Nothing else in Atelier knows one. */
export const statuses: Record<ErrorCode, number> = {
  INVALID_INPUT: 400,
  MALFORMED_JSON: 400,
  CONTENT_REFUSED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  FORBIDDEN_ORIGIN: 403,
  NOT_FOUND: 404,
  MODEL_UNKNOWN: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  IDEMPOTENCY_IN_FLIGHT: 409,
  SOURCE_GONE: 409,
  CANCELLED: 409,
  FENCE_LOST: 409,
  MODEL_BUSY: 409,
  MODEL_IN_USE: 409,
  OFFLINE: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RANGE_NOT_SATISFIABLE: 416,
  IDEMPOTENCY_MISMATCH: 422,
  CONTEXT_TOO_LONG: 422,
  RATE_LIMITED: 429,
  TOO_MANY_JOBS: 429,
  HEADERS_TOO_LARGE: 431,
  HUB_REFUSED: 502,
  MODEL_REJECTED: 502,
  UPLOADS_BUSY: 503,
  ENGINE_BUSY: 503,
  ENGINE_LOST: 503,
  ENGINE_FAILED: 503,
  MODEL_MISSING: 503,
  HUB_UNREACHABLE: 503,
  DEADLINE_EXCEEDED: 503,
  STORAGE_FULL: 503,
  STORAGE_UNAVAILABLE: 503,
  DATABASE_UNAVAILABLE: 503,
  QUEUE_UNAVAILABLE: 503,
  LLM_UNAVAILABLE: 503,
  SERVER_UNREACHABLE: 503,
  SHUTTING_DOWN: 503,
  GAVE_UP: 500,
  INVALID_CONFIG: 500,
  CANNOT_START: 500,
  INTERNAL: 500,
};

/** Seconds to wait where the error itself does not say. */
const defaultRetryAfterS: Record<number, number> = { 409: 1, 429: 10, 503: 5 };

/** An error as it is answered. */
export interface ProblemAnswer {
  readonly problem: Problem;
  /** Value of the Retry-After header, in seconds, at least 1. */
  readonly retryAfterS?: number;
}

/** Any error as problem+json. What an error of unknown kind says stays inside. */
export function toProblem(error: unknown, requestId: string): ProblemAnswer {
  const known = toAppError(error);
  const status = statuses[known.code];
  const code = status === 500 ? 'INTERNAL' : known.code;
  const problem: Problem = {
    type: `urn:atelier:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: errorCodes[code].says,
    status,
    detail: status === 500 ? internalDetail(requestId) : known.message,
    code,
    request_id: requestId,
    ...(status !== 500 && known.fields.length > 0 && { errors: [...known.fields] }),
  };
  const defaultS = defaultRetryAfterS[status];
  if (!known.retryable || defaultS === undefined) return { problem };
  const { retryAfterMs } = known;
  const retryAfterS = retryAfterMs === undefined ? defaultS : Math.ceil(retryAfterMs / 1_000);
  return { problem, retryAfterS: Math.max(1, retryAfterS) };
}

function internalDetail(requestId: string): string {
  return `${errorCodes.INTERNAL.says} The log tells more under request id ${requestId}.`;
}
