import { join } from 'node:path';
import {
  findPostgres,
  findRedis,
  freePort,
  readOrCreateSecret,
  startPostgres,
  startRedis,
  type EmbeddedServer,
} from '@atelier/embedded';
import type { RunningProcess } from './keep-running.js';
import type { StackOptions } from './stack-options.js';

/** A server of ours: how to launch it, and where it is reached once it runs. */
export interface EmbeddedSpec {
  readonly name: 'postgres' | 'redis';
  readonly launch: (signal: AbortSignal) => Promise<RunningProcess>;
  /** Holds the password. Known after the first launch, and the same after every other. */
  readonly url: () => string;
}

export interface EmbeddedHooks {
  readonly onLine: (name: string, line: string) => void;
  readonly onSpawn: (name: string, pid: number) => void;
}

/** Postgres in `data/postgres`. */
export async function postgresSpec(
  { root, dataDir }: StackOptions,
  hooks: EmbeddedHooks,
): Promise<EmbeddedSpec> {
  const binDir = await findPostgres({ venvDir: join(root, '.venv') });
  return steady('postgres', (port, signal) =>
    startPostgres({
      binDir,
      dataDir: join(dataDir, 'postgres'),
      port,
      signal,
      log: (line) => {
        hooks.onLine('postgres', line);
      },
      onSpawn: (pid) => {
        hooks.onSpawn('postgres', pid);
      },
    }),
  );
}

/** Redis. Its password stays when its folder goes: the services know it from their start. */
export async function redisSpec(
  { root, dataDir, environment }: StackOptions,
  hooks: EmbeddedHooks,
): Promise<EmbeddedSpec> {
  const venvDir = join(root, '.venv');
  const binary = await findRedis({ venvDir, searchPath: environment['PATH'] });
  const password = await readOrCreateSecret(join(dataDir, 'secrets', 'redis-password'));
  return steady('redis', (port, signal) =>
    startRedis({
      binary,
      dataDir: join(dataDir, 'redis'),
      password,
      port,
      signal,
      log: (line) => {
        hooks.onLine('redis', line);
      },
      onSpawn: (pid) => {
        hooks.onSpawn('redis', pid);
      },
    }),
  );
}

/** Keeps the port of the first launch, since the services hold the address. */
function steady(
  name: EmbeddedSpec['name'],
  start: (port: number | undefined, signal: AbortSignal) => Promise<EmbeddedServer>,
): EmbeddedSpec {
  let last: EmbeddedServer | undefined;
  return {
    name,
    launch: async (signal) => (last = await start(last?.port, signal)),
    url: () => last?.url ?? '',
  };
}

/** A free port that is not one of those given. */
export async function freePortExcept(taken: readonly number[]): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (!taken.includes(port)) return port;
  }
}
