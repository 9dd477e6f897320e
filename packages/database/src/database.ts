import pg from 'pg';
import { createPoolConnection } from './connection.js';
import { toDatabaseError } from './database-error.js';
import { createStores, type Stores } from './stores/stores.js';

/** The server ends a statement first; this ends the wait when the server can't be heard any more. */
const answerGraceMs = 2_000;
/** A transaction that does nothing for so long, beyond the statement timeout, holds locks for nobody. */
const idleInTransactionGraceMs = 10_000;
const closeTimeoutMs = 5_000;

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/name`. */
  readonly url: string;
  /** Connections at most; further calls wait for a free one, up to `connectTimeoutMs`. */
  readonly poolSize?: number;
  readonly statementTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** Told of connections that break; the next call opens another one. */
  readonly onError: (error: unknown) => void;
}

export interface Database extends Stores {
  /**
   * Runs `work` in one transaction, with stores that belong to it: all of it is kept, or nothing.
   * What `work` throws is thrown on. Don't call the outer stores inside: they would wait for another
   * connection.
   */
  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result>;
  /** @throws AppError `DATABASE_UNAVAILABLE` when the database does not answer. */
  ping(): Promise<void>;
  /** Lets running calls end, for 5 s at most, and closes the connections. May be called again. */
  close(): Promise<void>;
}

/** The database at `url`, which `migrateDatabase` has brought up to date. Connects when first used. */
export function createDatabase(options: DatabaseOptions): Database {
  const { poolSize = 10, statementTimeoutMs = 5_000, connectTimeoutMs = 5_000 } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'atelier',
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + answerGraceMs,
    idle_in_transaction_session_timeout: statementTimeoutMs + idleInTransactionGraceMs,
    keepAlive: true,
  });
  // The pool listens to its clients only while they are idle, and an error that nobody listens to
  // ends the process. So each client has a listener of ours, and the pool's own event adds nothing.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', options.onError));
  const connection = createPoolConnection(pool);
  let closed: Promise<void> | undefined;

  return {
    ...createStores(connection),
    transaction: (work) => connection.transaction((inner) => work(createStores(inner))),
    async ping() {
      await pool.query('select 1').catch((error: unknown) => {
        throw toDatabaseError(error);
      });
    },
    close: () => (closed ??= endPool(pool)),
  };
}

async function endPool(pool: pg.Pool): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeTimeoutMs);
  });
  await Promise.race([pool.end(), deadline]);
  clearTimeout(timer);
}
