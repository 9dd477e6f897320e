import type { Writable } from 'node:stream';
import { createDatabase, migrateDatabase, type Database } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { v7 as uuidv7 } from 'uuid';
import { findDatabase } from './find-database.js';
import { listKeys } from './list-keys.js';
import { helpText, parseOptions, type KeysOptions } from './options.js';

const exitFailed = 1;
const exitWrongUsage = 2;
const migrateTimeoutMs = 15_000;

export interface KeysInput {
  /** The checkout. */
  readonly root: string;
  readonly argv: readonly string[];
  /** That of the process unless told. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly output?: Writable;
  readonly errors?: Writable;
}

/** Says something: a result, or words around it. */
interface Speech {
  readonly result: (line: string) => void;
  readonly remark: (line: string) => void;
}

/** `npm run keys`; gives the exit code. */
export async function runKeys(input: KeysInput): Promise<number> {
  const { root, environment = process.env } = input;
  const { output = process.stdout, errors = process.stderr } = input;
  const speech: Speech = {
    result: (line) => output.write(`${line}\n`),
    remark: (line) => errors.write(`${line}\n`),
  };
  try {
    const options = parseOptions(input.argv);
    if (options.command === 'help') {
      output.write(helpText);
      return 0;
    }
    const url = findDatabase({ root, environment, dataDir: options.dataDir });
    return (await onDatabase(url, (database) => run(database, options, speech))) ? 0 : exitFailed;
  } catch (error) {
    speech.remark(sentenceOf(error));
    return AppError.is(error) && error.code === 'INVALID_INPUT' ? exitWrongUsage : exitFailed;
  }
}

async function onDatabase<Result>(
  url: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  await migrateDatabase(url, { timeoutMs: migrateTimeoutMs });
  const database = createDatabase({ url, poolSize: 1, onError: () => undefined });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Does what the options say; false when there was nothing to do it to. */
async function run(
  { users, apiKeys }: Database,
  options: KeysOptions,
  { result, remark }: Speech,
): Promise<boolean> {
  if (options.command === 'create') {
    const { user, name, scopes } = options;
    const ownerId = await users.ensure({ id: uuidv7(), name: user });
    const id = uuidv7();
    const key = await apiKeys.issue({ id, ownerId, name, scopes });
    remark(`Key ${id} of ${user}, for ${scopes.join(', ')}. It is shown this once:`);
    result(key);
    remark('Send it as "Authorization: Bearer KEY". AUTH_MODE=api-key makes Atelier ask for it.');
    return true;
  }
  if (options.command === 'revoke') {
    const outcome = await apiKeys.revoke(options.id);
    if (outcome === 'unknown') remark(`There is no key ${options.id}; see npm run keys -- list.`);
    if (outcome === 'revoked') result(`Key ${options.id} is revoked.`);
    if (outcome === 'before') result(`Key ${options.id} was revoked before.`);
    return outcome !== 'unknown';
  }
  const keys = await apiKeys.list();
  if (keys.length === 0) remark('There is no key yet; make one with: npm run keys -- create');
  else for (const row of listKeys(keys)) result(row);
  return true;
}

/** What an AppError says; anything else is a bug and shows its stack. */
function sentenceOf(error: unknown): string {
  if (AppError.is(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
