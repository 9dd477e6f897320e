export { errorCodes, isErrorCode, type ErrorCode } from './error-codes.js';
export { AppError, toAppError, type AppErrorOptions, type FieldProblem } from './app-error.js';
export { fromWireError, toWireError, type WireError } from './wire-error.js';
