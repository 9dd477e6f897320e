import pg from 'pg';
import { toDatabaseError } from './database-error.js';

/** A picture's file, as its row describes it. */
export interface SnapshotPicture {
  readonly key: string;
  /** Of the file, in hex. */
  readonly sha256: string;
}

/** The database as it was at one moment, for a backup and for the comparison after a restore. */
export interface DatabaseSnapshot {
  /** For `pg_dump --snapshot`. Holds until `close`. */
  readonly name: string;
  /** How many rows each table has, by name; empty when there is no table. */
  readonly rows: Readonly<Record<string, number>>;
  /** The pictures whose files should be there, by key. */
  pictures(): AsyncIterable<SnapshotPicture>;
  close(): Promise<void>;
}

const connectTimeoutMs = 10_000;
const pageSize = 1_000;

/**
 * Freezes a view of the database at `url`; others go on writing meanwhile.
 *
 * @throws AppError `DATABASE_UNAVAILABLE`
 */
export async function openSnapshot(url: string): Promise<DatabaseSnapshot> {
  const client = await connect(url);
  try {
    await client.query('begin isolation level repeatable read read only');
    const { rows } = await client.query<{ name: string }>('select pg_export_snapshot() as name');
    return {
      name: rows[0]?.name ?? '',
      rows: await countRows(client),
      pictures: () => readPictures(client),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw toDatabaseError(error);
  }
}

/**
 * How many connections gateways have to the database at `url`.
 *
 * @throws AppError `DATABASE_UNAVAILABLE`
 */
export async function countGatewayConnections(url: string): Promise<number> {
  const client = await connect(url);
  try {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and application_name like 'atelier%' and pid <> pg_backend_pid()`,
    );
    return rows[0]?.count ?? 0;
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'backup',
    connectionTimeoutMillis: connectTimeoutMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw toDatabaseError(error);
  }
  return client;
}

async function countRows(client: pg.Client): Promise<Record<string, number>> {
  const tables = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ count: string }>(
      `select count(*) as count from ${client.escapeIdentifier(name)}`,
    );
    counts[name] = Number(rows[0]?.count);
  }
  return counts;
}

async function* readPictures(client: pg.Client): AsyncGenerator<SnapshotPicture> {
  let after = '';
  for (;;) {
    const { rows } = await client.query<{ key: string; sha256: string }>(
      `select key, sha256 from images where missing_at is null and key > $1 order by key limit $2`,
      [after, pageSize],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = last.key;
  }
}
