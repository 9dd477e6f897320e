import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { AppError } from '@atelier/errors';
import { createBackup } from './create.js';
import type { BackupManifest } from './manifest.js';
import { helpText, parseOptions, type BackupOptions } from './options.js';
import { restoreBackup } from './restore.js';
import { openSite } from './site.js';
import { verifyBackup } from './verify.js';

const exitFailed = 1;
const exitWrongUsage = 2;

export interface BackupInput {
  /** The checkout. */
  readonly root: string;
  readonly argv: readonly string[];
  /** That of the process unless told. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly output?: Writable;
  readonly errors?: Writable;
}

/** `npm run backup`; gives the exit code. */
export async function runBackup(input: BackupInput): Promise<number> {
  const { output = process.stdout, errors = process.stderr } = input;
  let isParsed = false;
  try {
    const options = parseOptions(input.argv);
    isParsed = true;
    if (options.command === 'help') {
      output.write(helpText);
      return 0;
    }
    const { sentence, isGood } = await run(input, options);
    (isGood ? output : errors).write(`${sentence}\n`);
    return isGood ? 0 : exitFailed;
  } catch (error) {
    errors.write(`${sentenceOf(error)}\n`);
    return isParsed ? exitFailed : exitWrongUsage;
  }
}

async function run(
  { root, environment = process.env }: BackupInput,
  { command, folder: given, replace, dataDir }: BackupOptions,
): Promise<{ readonly sentence: string; readonly isGood: boolean }> {
  const folder = resolve(given);
  if (command === 'verify') {
    const { manifest } = await verifyBackup(folder);
    return { sentence: `${folder} is whole: ${describe(manifest)}.`, isGood: true };
  }
  const site = await openSite({ root, environment, dataDir });
  try {
    if (command === 'restore') {
      const manifest = await restoreBackup(site, folder, { replace });
      return { sentence: `Restored ${describe(manifest)}.`, isGood: true };
    }
    const { manifest, damaged } = await createBackup(site, folder);
    const made = `${folder} has ${describe(manifest)}.`;
    if (damaged.length === 0) return { sentence: made, isGood: true };
    const named = damaged.slice(0, 10).join(', ');
    return {
      sentence: `${made} Pictures whose files are missing from the store, or damaged in it: ${String(damaged.length)} (${named}).`,
      isGood: false,
    };
  } finally {
    await site.close();
  }
}

function describe({ createdAt, database, objects }: BackupManifest): string {
  const rows = Object.values(database.rows).reduce((sum, count) => sum + count, 0);
  const mebibytes = ((database.bytes + objects.bytes) / 2 ** 20).toFixed(1);
  return `${String(rows)} rows and ${String(objects.count)} objects (${mebibytes} MiB) of ${createdAt}`;
}

function sentenceOf(error: unknown): string {
  if (AppError.is(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
