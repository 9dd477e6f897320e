import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool, PoolClient } from 'pg';
import { toDatabaseError } from './database-error.js';

/** A rollback that takes longer means that the connection is of no more use. */
const rollbackTimeoutMs = 1_000;

/** Where a store sends its queries: the pool, or one transaction. */
export interface Connection {
  readonly db: NodePgDatabase;
  /** Runs `work` in a transaction: a new one, or the one that this connection already is. */
  transaction<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
}

/** A connection that takes a free client of the pool for each query or transaction. */
export function createPoolConnection(pool: Pool): Connection {
  return {
    db: drizzle({ client: pool }),
    async transaction(work) {
      const client = await pool.connect().catch(rethrowDatabaseError);
      let usable = true;
      try {
        await client.query('begin').catch(rethrowDatabaseError);
        const result = await work(createClientConnection(client));
        await commit(client).catch(rethrowDatabaseError);
        return result;
      } catch (error) {
        usable = await rollback(client);
        throw error;
      } finally {
        client.release(!usable);
      }
    },
  };
}

function createClientConnection(client: PoolClient): Connection {
  const connection: Connection = {
    db: drizzle({ client }),
    transaction: (work) => work(connection),
  };
  return connection;
}

async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  // Postgres answers a commit after a failed statement with a quiet rollback.
  if (command !== 'COMMIT')
    throw new Error('A failed statement was ignored inside a transaction; nothing was written.');
}

async function rollback(client: PoolClient): Promise<boolean> {
  const statement = { text: 'rollback', query_timeout: rollbackTimeoutMs };
  return client.query(statement).then(
    () => true,
    () => false,
  );
}

function rethrowDatabaseError(error: unknown): never {
  throw toDatabaseError(error);
}
