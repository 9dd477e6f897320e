import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { AppError } from '@atelier/errors';

type Environment = Readonly<Record<string, string | undefined>>;

/** Postgres's own programs for one database. */
export interface PostgresTools {
  /** Writes the database, as a snapshot sees it, into a file for `toSql`. */
  dump(file: string, snapshot: string): Promise<void>;
  /** Turns a dump into a script. */
  toSql(dump: string, script: string): Promise<void>;
  /** Runs scripts one after another in one transaction: all of it is kept, or nothing. */
  runScripts(files: readonly string[]): Promise<void>;
}

const keptLines = 5;

/** @throws AppError `INVALID_CONFIG` for a `url` that is none. */
export function createPostgresTools(binDir: string, url: string): PostgresTools {
  const { address, environment } = splitPassword(url);
  const run = (program: string, args: readonly string[]) =>
    runTool(join(binDir, program), args, environment);
  const owners = ['--no-owner', '--no-privileges'];
  return {
    dump: (file, snapshot) =>
      run('pg_dump', [
        '--format=custom',
        ...owners,
        `--snapshot=${snapshot}`,
        `--file=${file}`,
        `--dbname=${address}`,
      ]),
    toSql: (dump, script) => run('pg_restore', [...owners, `--file=${script}`, dump]),
    runScripts: (files) =>
      run('psql', [
        '--no-psqlrc',
        '--quiet',
        '--single-transaction',
        '--set=ON_ERROR_STOP=1',
        '--output=/dev/null',
        ...files.map((file) => `--file=${file}`),
        `--dbname=${address}`,
      ]),
  };
}

/**
 * The folder of `pg_dump`: the first of these, and of the search path, that has it.
 *
 * @throws AppError `CANNOT_START`
 */
export async function findToolsDir(
  folders: readonly (string | undefined)[],
  searchPath: string | undefined,
): Promise<string> {
  const machine = (searchPath ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  for (const folder of [...folders, ...machine]) {
    if (folder !== undefined && (await isExecutable(join(folder, 'pg_dump')))) return folder;
  }
  throw new AppError(
    'CANNOT_START',
    'There is no pg_dump on this machine: install the client programs of Postgres (Debian: apt install postgresql-client), or name their folder in PG_BIN_DIR.',
  );
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What stands on a command line can be read by everybody on the machine. */
function splitPassword(url: string): { address: string; environment: Environment } {
  const parsed = parseUrl(url);
  const { password } = parsed;
  parsed.password = '';
  return {
    address: parsed.href,
    environment: password === '' ? {} : { PGPASSWORD: decodeURIComponent(password) },
  };
}

function parseUrl(url: string): URL {
  try {
    return new URL(url);
  } catch (error) {
    throw new AppError('INVALID_CONFIG', 'DATABASE_URL is not a postgres:// address.', {
      cause: error,
    });
  }
}

async function runTool(
  path: string,
  args: readonly string[],
  environment: Environment,
): Promise<void> {
  const child = spawn(path, args, {
    // A locale that every machine has: messages are read by people and never by us.
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const reason = said.trim().split('\n').slice(0, keptLines).join(' ');
  throw new AppError('DATABASE_UNAVAILABLE', `${path} failed: ${reason}`);
}
