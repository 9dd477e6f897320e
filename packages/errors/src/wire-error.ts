import { AppError, toAppError, type FieldProblem } from './app-error.js';
import { isErrorCode } from './error-codes.js';

/** How an error travels between Atelier's processes. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly fields?: readonly FieldProblem[] | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** The wire form of any error. Causes and stacks stay behind. */
export function toWireError(error: unknown): WireError {
  const { code, message, retryable, fields, retryAfterMs } = toAppError(error);
  return {
    code,
    message,
    retryable,
    ...(fields.length > 0 && { fields }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** The AppError that a wire form stands for; a code from a newer version becomes `INTERNAL`. */
export function fromWireError(wire: WireError): AppError {
  return new AppError(isErrorCode(wire.code) ? wire.code : 'INTERNAL', wire.message, {
    retryable: wire.retryable,
    ...(wire.fields && { fields: wire.fields }),
    ...(wire.retryAfterMs !== undefined && { retryAfterMs: wire.retryAfterMs }),
  });
}
