import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '@atelier/errors';
import { answersPing } from './redis-probe.js';
import type { EmbeddedServer } from './server-process.js';
import { startServer, type Trouble } from './start-server.js';

export interface RedisOptions {
  /** Path of `redis-server`, version 7 or newer. */
  readonly binary: string;
  /** Its working folder. Made if missing; nothing in it is needed again. */
  readonly dataDir: string;
  /** Letters, digits, `-` and `_`. */
  readonly password: string;
  /** A free port when left out. */
  readonly port?: number | undefined;
  /** Takes each line that the server writes. */
  readonly log: (line: string) => void;
  /** Called with the process id as soon as there is one. */
  readonly onSpawn?: ((pid: number) => void) | undefined;
  /** Ends the start. A server that has started is ended by `stop`. */
  readonly signal?: AbortSignal | undefined;
}

const startDeadlineMs = 20_000;

/**
 * Starts Redis on 127.0.0.1, empty, without persistence.
 *
 * @throws AppError `CANNOT_START` with one sentence that says why.
 */
export async function startRedis(options: RedisOptions): Promise<EmbeddedServer> {
  const { password, log, signal } = options;
  if (!/^[\w-]{16,}$/.test(password)) {
    throw new AppError('CANNOT_START', 'The Redis password is not one that Atelier made.');
  }
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { port, server } = await startServer({
    name: 'Redis',
    port: options.port,
    deadlineMs: startDeadlineMs,
    // Settings come through standard input: a password stands neither in a file nor in `ps`.
    command: (chosen) => ({
      command: options.binary,
      args: ['-'],
      env: { LC_ALL: 'C', TZ: 'UTC' },
      input: settingsFor(chosen, dataDir, password),
    }),
    isReady: (chosen, pid) => answersPing(chosen, pid, password),
    judge,
    reason: (lines) => lines.findLast((line) => line.includes(' # '))?.replace(/^.* # /, ''),
    log: (line) => {
      // It speaks of background saves, which this Redis never makes.
      if (!line.includes('Memory overcommit must be enabled')) log(line);
    },
    onSpawn: options.onSpawn ?? (() => undefined),
    signal,
  });
  return {
    url: `redis://:${password}@127.0.0.1:${String(port)}`,
    port,
    pid: server.pid,
    exited: server.exited,
    stop: () =>
      server.end([
        { signal: 'SIGTERM', withinMs: 5_000 },
        { signal: 'SIGKILL', withinMs: 2_000 },
      ]),
    kill: () => server.end([{ signal: 'SIGKILL', withinMs: 5_000 }]),
  };
}

/** BullMQ loses jobs when Redis evicts: when it is full, writes have to fail instead. */
function settingsFor(port: number, dataDir: string, password: string): string {
  const settings = [
    'bind 127.0.0.1',
    `port ${String(port)}`,
    'protected-mode yes',
    `requirepass ${password}`,
    `dir ${JSON.stringify(dataDir)}`,
    'maxmemory 512mb',
    'maxmemory-policy noeviction',
    'save ""',
    'appendonly no',
    'daemonize no',
    'logfile ""',
    'loglevel notice',
  ];
  return `${settings.join('\n')}\n`;
}

function judge(lines: readonly string[]): Trouble {
  return /Address already in use|Failed listening on port/.test(lines.join('\n'))
    ? 'port-taken'
    : 'hopeless';
}
