import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { loadConfig } from '@atelier/config';
import { AppError } from '@atelier/errors';
import { z } from 'zod';

type Environment = Readonly<Record<string, string | undefined>>;

const Given = z.object({
  DATABASE_URL: z.string().optional(),
  DATA_DIR: z.string().optional(),
});
const StackFile = z.object({ databaseUrl: z.string() });

export interface FindDatabaseOptions {
  /** The checkout. */
  readonly root: string;
  readonly environment: Environment;
  readonly dataDir: string | undefined;
}

/**
 * Where the keys are: in `DATABASE_URL`, else in the Postgres of the Atelier that runs.
 *
 * @throws AppError `CANNOT_START` when it does not run, `INVALID_CONFIG`
 */
export function findDatabase({ root, environment, dataDir }: FindDatabaseOptions): string {
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const merged = { ...readEnvFile(join(root, '.env')), ...Object.fromEntries(given) };
  const { DATABASE_URL, DATA_DIR } = loadConfig(Given, merged);
  if (DATABASE_URL !== undefined && dataDir === undefined) return DATABASE_URL;
  const folder = dataDir === undefined ? resolve(root, DATA_DIR ?? 'data') : resolve(dataDir);
  const file = join(folder, 'run', 'stack.json');
  try {
    return StackFile.parse(JSON.parse(readFileSync(file, 'utf8'))).databaseUrl;
  } catch (error) {
    throw new AppError(
      'CANNOT_START',
      `No Atelier runs on the data folder ${folder}, and the keys are in the Postgres that it starts: start it with npm start and do this again while it runs. Where it runs on another folder, name that with --data-dir; a Postgres of your own is named by DATABASE_URL.`,
      { cause: error },
    );
  }
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
