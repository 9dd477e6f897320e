import { AppError } from '@atelier/errors';
import { DrizzleQueryError } from 'drizzle-orm';

/** SQLSTATEs and classes that mean "not now": see appendix A of the Postgres manual. */
const unavailableStates = [
  '08', // connection exceptions
  '25P03', // idle too long inside a transaction
  '28', // the password was changed
  '3D000', // the database is gone
  '40', // deadlock or serialization failure: the same request can succeed
  '53', // too many connections, out of memory
  '55P03', // lock not available
  '57', // shut down, starting up, statement timeout
];
const fullStates = ['53100', '58030'];

const unavailableSystemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOENT',
]);

/** What the driver says, without a code, when a connection ends or a deadline of its own passes. */
const driverMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/**
 * A failure of Postgres as an AppError: `DATABASE_UNAVAILABLE` or `STORAGE_FULL`. Others come back
 * as they are, but without the statement and its values, which hold what users wrote.
 */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof DrizzleQueryError) return toDatabaseError(error.cause);
  if (AppError.is(error) || typeof error !== 'object' || error === null) return error;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const state = typeof code === 'string' ? code : '';
  if (fullStates.includes(state)) return new AppError('STORAGE_FULL', undefined, { cause: error });
  if (isUnavailable(state, String(message)))
    return new AppError('DATABASE_UNAVAILABLE', undefined, { cause: error });
  return error;
}

function isUnavailable(code: string, message: string): boolean {
  if (unavailableSystemCodes.has(code)) return true;
  if (/^[0-9A-Z]{5}$/.test(code)) return unavailableStates.some((state) => code.startsWith(state));
  return driverMessages.test(message);
}

/**
 * The store with the failures of its queries as AppErrors. What a callback throws passes unchanged,
 * so that nobody else's refused connection is taken for the database's.
 */
export function withDatabaseErrors<Store extends object>(store: Store): Store {
  type Method = (...values: readonly unknown[]) => Promise<unknown>;
  const methods = Object.entries(store).map(([name, method]: [string, Method]) => [
    name,
    (...values: readonly unknown[]) =>
      method(...values).catch((error: unknown) => {
        throw error instanceof DrizzleQueryError ? toDatabaseError(error) : error;
      }),
  ]);
  return Object.fromEntries(methods) as Store;
}
