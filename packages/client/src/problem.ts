import { headers, Problem } from '@atelier/contracts';
import { AppError, isErrorCode, type AppErrorOptions, type ErrorCode } from '@atelier/errors';

const maxRetryAfterMs = 3_600_000;

/** The AppError that an error answer stands for, whoever wrote it: Atelier or a proxy before it. */
export function toProblemError(response: Response, body: unknown): AppError {
  const problem = Problem.safeParse(body);
  const requestId = problem.data?.request_id ?? response.headers.get(headers.requestId);
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'));
  const facts: AppErrorOptions = {
    ...(requestId !== null && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  if (!problem.success) {
    return new AppError(
      codeOfStatus(response.status),
      `The server answered with HTTP status ${response.status} and no explanation.`,
      facts,
    );
  }
  const { code, detail, errors } = problem.data;
  return new AppError(isErrorCode(code) ? code : 'INTERNAL', detail, {
    ...facts,
    ...(errors && { fields: errors }),
    // A code from a newer server: its status is all there is to go by.
    ...(!isErrorCode(code) && { retryable: [429, 503].includes(response.status) }),
  });
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 404) return 'NOT_FOUND';
  if (status === 413) return 'PAYLOAD_TOO_LARGE';
  if ([502, 503, 504].includes(status)) return 'SERVER_UNREACHABLE';
  return 'INTERNAL';
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), in milliseconds, an hour at most. */
function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), maxRetryAfterMs);
}
