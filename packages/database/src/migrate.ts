import { fileURLToPath } from 'node:url';
import { AppError } from '@atelier/errors';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { toDatabaseError } from './database-error.js';

/** The same folder from `src` and from `dist`. */
const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));
/** Any number, the same in each version of Atelier: who holds it migrates, others wait. */
const lockKey = 7_318_402_616;
const oldestServerVersion = 150_000;

/**
 * Brings the database at `url` up to date. Several processes may do so at once: one works, the
 * others wait and find nothing to do. A migration that fails leaves the database as it was.
 *
 * @throws AppError `DATABASE_UNAVAILABLE` when the database does not answer, or is not done, within
 *   `timeoutMs`; `CANNOT_START` when another try can't help.
 */
export async function migrateDatabase(
  url: string,
  options: { readonly timeoutMs: number },
): Promise<void> {
  const { timeoutMs } = options;
  const client = openClient(url, timeoutMs);
  // Without a listener, a connection that breaks between two queries would end the process.
  client.on('error', () => undefined);
  const deadline = startDeadline(timeoutMs);
  try {
    await Promise.race([applyMigrations(client), deadline.passed]);
  } catch (error) {
    throw explain(toDatabaseError(error), timeoutMs);
  } finally {
    deadline.clear();
    // Closing ends the session, and with it the lock and what is under way.
    void client.end().catch(() => undefined);
  }
}

function openClient(url: string, timeoutMs: number): pg.Client {
  try {
    return new pg.Client({
      connectionString: url,
      application_name: 'atelier-migrate',
      connectionTimeoutMillis: timeoutMs,
      statement_timeout: timeoutMs,
    });
  } catch (error) {
    throw new AppError('CANNOT_START', 'DATABASE_URL is not a postgres:// address.', {
      cause: error,
    });
  }
}

async function applyMigrations(client: pg.Client): Promise<void> {
  await client.connect();
  const { rows } = await client.query<{ version: string }>(
    `select current_setting('server_version_num') as version`,
  );
  if (Number(rows[0]?.version) < oldestServerVersion)
    throw new AppError('CANNOT_START', 'The database is older than Postgres 15; upgrade it.');
  await client.query('select pg_advisory_lock($1)', [lockKey]);
  await migrate(drizzle({ client }), { migrationsFolder });
}

function startDeadline(timeoutMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AppError('DATABASE_UNAVAILABLE'));
    }, timeoutMs);
  });
  return {
    passed,
    clear: () => {
      clearTimeout(timer);
    },
  };
}

function explain(error: unknown, timeoutMs: number): AppError {
  if (AppError.is(error) && error.code === 'CANNOT_START') return error;
  const state = sqlStateOf(error);
  const refusal = refusals.find(([prefix]) => state.startsWith(prefix))?.[1];
  if (refusal !== undefined) return new AppError('CANNOT_START', refusal, { cause: error });
  if (AppError.is(error) && error.code === 'DATABASE_UNAVAILABLE')
    return new AppError(
      'DATABASE_UNAVAILABLE',
      `The database could not be prepared within ${timeoutMs / 1_000} s; see that Postgres runs where DATABASE_URL points.`,
      { cause: error },
    );
  if (AppError.is(error)) return error;
  return new AppError(
    'CANNOT_START',
    `The database could not be brought up to date${state && ` (SQLSTATE ${state})`}; it was left as it was.`,
    { cause: error },
  );
}

/** What another try can't mend, by SQLSTATE or class. */
const refusals: readonly (readonly [string, string])[] = [
  ['28', 'The database refuses the user name or the password in DATABASE_URL.'],
  ['3D000', 'The database named in DATABASE_URL does not exist; create it.'],
  ['42501', 'The user in DATABASE_URL may not create tables; make it the owner of the database.'],
  ['25006', 'The database is read-only; DATABASE_URL has to point at the primary server.'],
];

function sqlStateOf(error: unknown): string {
  const source = AppError.is(error) ? error.cause : error;
  return source instanceof pg.DatabaseError ? (source.code ?? '') : '';
}
