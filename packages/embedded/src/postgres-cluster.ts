import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@atelier/errors';
import type { Account } from './account.js';
import { runCommand } from './run-command.js';

/** The owner and the database of every cluster made here. */
export const postgresUser = 'atelier';
export const postgresDatabase = 'atelier';

/** What Postgres's programs need to know about the world. */
export const postgresEnv = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

const initDeadlineMs = 120_000;

export interface ClusterOptions {
  readonly binDir: string;
  /** Holds `cluster` and `password`. */
  readonly dataDir: string;
  readonly passwordFile: string;
  readonly account: Account;
  readonly log: (line: string) => void;
}

/**
 * Makes the cluster if it is not there, and gives its folder. It is built beside its place and
 * renamed into it, so that one that was cut short is never used.
 *
 * @throws AppError `CANNOT_START` when Postgres's own programs fail.
 */
export async function ensureCluster(options: ClusterOptions): Promise<string> {
  const cluster = join(options.dataDir, 'cluster');
  if (await exists(join(cluster, 'PG_VERSION'))) return cluster;
  const building = `${cluster}.new`;
  await rm(building, { recursive: true, force: true });
  await run(options, 'initdb', [
    `--pgdata=${building}`,
    `--username=${postgresUser}`,
    `--pwfile=${options.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  // Single-user mode needs no port, no password and no client.
  await run(
    options,
    'postgres',
    ['--single', '-D', building, '-c', 'exit_on_error=on', 'postgres'],
    `CREATE DATABASE ${postgresDatabase};\n`,
  );
  await rename(building, cluster);
  return cluster;
}

async function run(
  { binDir, account, log }: ClusterOptions,
  program: string,
  args: readonly string[],
  input = '',
): Promise<void> {
  const command = account.wrap({ command: join(binDir, program), args, env: postgresEnv, input });
  const { ok, lines } = await runCommand(command, { deadlineMs: initDeadlineMs });
  if (ok) return;
  lines.forEach(log);
  throw new AppError(
    'CANNOT_START',
    `Postgres could not make its data folder: ${lines.at(-1) ?? 'it gave no reason'}.`,
  );
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
