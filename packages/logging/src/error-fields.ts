import type { LogFields } from './fields.js';

/**
 * What a log line says about an error: its code and stack, and those of its causes. An AppError's
 * message is a sentence of our own; other messages may quote user input and stay out, but their
 * stack's frames remain.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { message: 'something that is not an Error was thrown' };
  const own = error.name === 'AppError';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { code, ...(own && { message: error.message }), stack: stackOf(error, 0) };
}

function stackOf(error: Error, depth: number): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  const head = `${error.name}${code}\n${frames.slice(0, 12).join('\n')}`;
  if (!(error.cause instanceof Error) || depth === 3) return head;
  return `${head}\ncaused by ${stackOf(error.cause, depth + 1)}`;
}
