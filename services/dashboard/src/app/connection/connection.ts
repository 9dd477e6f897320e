import { AppError } from '@atelier/errors';

/** True for failures that say that the server can't be reached, rather than what it said. */
export function isLost(error: unknown): boolean {
  return AppError.is(error) && ['SERVER_UNREACHABLE', 'DEADLINE_EXCEEDED'].includes(error.code);
}

const wellMs = 15_000;
const illMs = 5_000;
const lostMs = 2_000;

/** When to ask for the server's health again, in milliseconds. */
export function nextHealthMs(error: unknown, isWell: boolean): number {
  if (isLost(error)) return lostMs;
  return isWell && (error === null || error === undefined) ? wellMs : illMs;
}
