import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '@atelier/errors';
import { chooseAccount } from './account.js';
import { ensureCluster, postgresDatabase, postgresEnv, postgresUser } from './postgres-cluster.js';
import { endOrphan } from './postgres-orphan.js';
import { acceptsConnections, saysReady } from './postgres-probe.js';
import { readOrCreateSecret } from './secret.js';
import type { EmbeddedServer } from './server-process.js';
import { startServer, type Trouble } from './start-server.js';

export interface PostgresOptions {
  /** The folder with `postgres` and `initdb`. */
  readonly binDir: string;
  /** Where the cluster and its password are kept. Made if missing; used by one server at a time. */
  readonly dataDir: string;
  /** A free port when left out. */
  readonly port?: number | undefined;
  /** Takes each line that the server writes. */
  readonly log: (line: string) => void;
  /** Called with the process id as soon as there is one. */
  readonly onSpawn?: ((pid: number) => void) | undefined;
  /** Ends the start. A server that has started is ended by `stop`. */
  readonly signal?: AbortSignal | undefined;
}

const startDeadlineMs = 60_000;

/**
 * Starts Postgres on 127.0.0.1 with a database of its own, on a cluster that is made on first use.
 * A server that a killed parent left on the same folder is stopped first.
 *
 * @throws AppError `CANNOT_START` with one sentence that says why.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedServer> {
  const { binDir, log, signal } = options;
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = join(dataDir, 'password');
  const password = await readOrCreateSecret(passwordFile);
  const account = await chooseAccount({ binDir, dataDir });
  signal?.throwIfAborted();
  const cluster = await ensureCluster({ binDir, dataDir, passwordFile, account, log });
  const orphan = await endOrphan(cluster);
  if (orphan !== undefined) {
    throw new AppError(
      'CANNOT_START',
      `Another Postgres (process ${String(orphan)}) runs on ${cluster} and does not stop: end it and start again.`,
    );
  }
  const { port, server } = await startServer({
    name: 'Postgres',
    port: options.port,
    deadlineMs: startDeadlineMs,
    command: (chosen) =>
      account.wrap({
        command: join(binDir, 'postgres'),
        args: ['-D', cluster, ...settingsFor(chosen)],
        env: postgresEnv,
      }),
    isReady: async (chosen, pid) =>
      (await saysReady(cluster, pid)) && (await acceptsConnections(chosen)),
    judge,
    reason: (lines) =>
      lines.findLast((line) => line.includes('FATAL:'))?.replace(/^.*FATAL: */, ''),
    log,
    onSpawn: options.onSpawn ?? (() => undefined),
    signal,
  });
  return {
    url: `postgresql://${postgresUser}:${password}@127.0.0.1:${String(port)}/${postgresDatabase}`,
    port,
    pid: server.pid,
    exited: server.exited,
    // SIGINT asks for a fast shutdown: transactions are rolled back, the cluster is left clean.
    stop: () =>
      server.end([
        { signal: 'SIGINT', withinMs: 10_000 },
        { signal: 'SIGQUIT', withinMs: 3_000 },
        { signal: 'SIGKILL', withinMs: 2_000 },
      ]),
    kill: () => server.end([{ signal: 'SIGKILL', withinMs: 5_000 }]),
  };
}

/** Small enough to share a machine with models. Durability settings stay as they come: on. */
function settingsFor(port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '',
    log_checkpoints: 'off',
    log_destination: 'stderr',
    // What people write is in the statements and values of a failed query.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    logging_collector: 'off',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function judge(lines: readonly string[]): Trouble {
  const text = lines.join('\n');
  if (/could not bind|could not create any TCP\/IP sockets/.test(text)) return 'port-taken';
  // After a kill -9 the last children of the old server need a moment to notice.
  if (/pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(text)) {
    return 'try-again';
  }
  return 'hopeless';
}
