import { resolve } from 'node:path';
import { toAppError, AppError } from '@atelier/errors';
import { sizeText, type ModelStore } from '@atelier/model-store';
import { listModels } from './list-models.js';
import type { DownloadModelsOptions } from './options.js';
import type { Screen } from './screen.js';

export interface Run {
  readonly store: ModelStore;
  readonly options: DownloadModelsOptions;
  readonly screen: Screen;
  /** Told what went wrong. */
  readonly complain: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Does what the options say.
 *
 * @returns whether all of it worked
 * @throws the signal's reason, wrapped in `CANCELLED`
 */
export async function run({ store, options, screen, complain, signal }: Run): Promise<boolean> {
  for (const problem of store.catalog.problems) complain(problem);
  if (options.list) {
    for (const row of await listModels(store)) screen.line(row);
    return true;
  }
  if (options.verify) return await verify({ store, options, screen, complain, signal });
  if (options.unpack !== undefined) {
    for (const { id, manifest } of await store.unpack(resolve(options.unpack), signal)) {
      screen.line(`${id}: installed and verified, ${sizeText(manifest.bytes)}.`);
    }
    return true;
  }
  const ids = wantedIds(store, options);
  const isWell = await download({ store, options, screen, complain, signal }, ids);
  if (options.pack === undefined || !isWell) return isWell;
  await store.pack(ids, resolve(options.pack), signal);
  screen.line(`Packed ${ids.join(', ')} into ${options.pack}.`);
  return true;
}

async function download(
  { store, options, screen, complain, signal }: Run,
  ids: readonly string[],
): Promise<boolean> {
  let isWell = true;
  for (const id of ids) {
    try {
      const { entry, status } = await store.get(id);
      if (status === 'ready' && !options.force) {
        screen.line(`${id}: here already.`);
        continue;
      }
      const { id: licence, url = '' } = entry.licence;
      screen.line(`${id}: licence ${licence} ${url}`.trimEnd() + '.');
      await store.download(id, { force: options.force, signal, onEvent: screen.show });
    } catch (error) {
      screen.rest();
      if (signal.aborted) throw error;
      complain(`${id}: ${sentenceOf(error)}`);
      isWell = false;
    }
  }
  return isWell;
}

async function verify({ store, options, screen, complain, signal }: Run): Promise<boolean> {
  const ids =
    options.ids.length > 0
      ? options.ids
      : (await store.list())
          .filter(({ status }) => status === 'ready' || status === 'damaged')
          .map(({ entry }) => entry.id);
  let isWell = true;
  for (const id of ids) {
    const { result, problems } = await store.verify(id, signal);
    if (result === 'whole') screen.line(`${id}: whole.`);
    if (result === 'unknown') screen.line(`${id}: came without hashes, so nothing to compare.`);
    if (result !== 'damaged') continue;
    isWell = false;
    for (const problem of problems) complain(`${id}: ${problem}`);
  }
  if (ids.length === 0) screen.line('There is no model here.');
  return isWell;
}

function wantedIds({ catalog }: ModelStore, { ids, all }: DownloadModelsOptions): string[] {
  if (all) return catalog.entries.filter(({ source }) => source === 'hub').map(({ id }) => id);
  if (ids.length > 0) return [...new Set(ids)];
  return Object.values(catalog.standard);
}

/** What an AppError says; anything else is a bug and shows its stack. */
export function sentenceOf(error: unknown): string {
  if (AppError.is(error)) return toAppError(error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
