import { errorCodes, type ErrorCode } from './error-codes.js';

const marker = Symbol.for('atelier.error');

/** What is wrong with one field of an input: where, and what to write instead. */
export interface FieldProblem {
  /** JSON pointer or name of the field, for instance `/message`. */
  readonly field: string;
  readonly problem: string;
}

/** Optional facts about a failure. */
export interface AppErrorOptions {
  readonly cause?: unknown;
  /** Fields at fault, at most a few dozen. */
  readonly fields?: readonly FieldProblem[];
  /** How long to wait before another try, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Overrides the code's own answer to "can a retry help?". */
  readonly retryable?: boolean;
  /** The request that failed, as the server named it. */
  readonly requestId?: string;
}

/**
 * The one error type that crosses packages. `message` is a sentence for people and says what to do;
 * it never carries prompts, keys or paths of other users.
 */
export class AppError extends Error {
  readonly [marker] = true;
  readonly code: ErrorCode;
  readonly fields: readonly FieldProblem[];
  readonly retryAfterMs: number | undefined;
  readonly retryable: boolean;
  readonly requestId: string | undefined;

  constructor(code: ErrorCode, message?: string, options: AppErrorOptions = {}) {
    super(message ?? errorCodes[code].says, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.fields = options.fields ?? [];
    this.retryAfterMs = options.retryAfterMs;
    this.retryable = options.retryable ?? errorCodes[code].retryable;
    this.requestId = options.requestId;
  }

  /** True for an AppError, also one made by another copy of this package. */
  static is(error: unknown): error is AppError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}

/** The error as an AppError; an unknown one becomes `fallback`, with itself as the cause. */
export function toAppError(error: unknown, fallback: ErrorCode = 'INTERNAL'): AppError {
  if (AppError.is(error)) return error;
  return new AppError(fallback, undefined, { cause: error });
}
