import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { ModelCatalog, type CatalogEntry, type ModelTask } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { z } from 'zod';
import { undefinedIfMissing } from '../disk/disk-error.js';

/** Every model that is known, Atelier's own and the user's. Folders are absolute. */
export interface Catalog {
  readonly entries: readonly CatalogEntry[];
  /** The id for each task. */
  readonly starter: Readonly<Record<ModelTask, string>>;
  /** What is fetched for each task when nobody chose another. */
  readonly standard: Readonly<Record<ModelTask, string>>;
  /** What in the user's catalog was left out, and why: a sentence each. */
  readonly problems: readonly string[];
}

export interface CatalogFiles {
  /** Atelier's own, `models/catalog.json`. */
  readonly builtIn: string;
  /** The user's; it may be missing. */
  readonly user: string;
}

const UserCatalog = z.object({ models: z.array(z.unknown()).max(500) });
const maxBytes = 4 * 1_048_576;

/**
 * Reads both catalogs. A mistake in the user's costs the entry that it is in, and is told; an id that
 * Atelier's own catalog has stays Atelier's.
 *
 * @throws AppError `INVALID_CONFIG` when Atelier's own catalog is broken.
 */
export async function loadCatalog(files: CatalogFiles): Promise<Catalog> {
  const builtIn = await loadBuiltIn(files.builtIn);
  const entries = new Map(builtIn.models.map((entry) => [entry.id, entry]));
  const problems: string[] = [];
  const own = new Set(entries.keys());
  for (const value of await loadUser(files.user, problems)) {
    const parsed = ModelCatalog.shape.models.element.safeParse(value);
    if (!parsed.success) {
      problems.push(`${describeEntry(value)} is left out: ${describe(parsed.error)}.`);
    } else if (own.has(parsed.data.id)) {
      problems.push(
        `${parsed.data.id} is left out: Atelier has a model of that name. Choose another id.`,
      );
    } else if (entries.has(parsed.data.id)) {
      problems.push(`${parsed.data.id} is there twice: the second is left out.`);
    } else {
      entries.set(parsed.data.id, withFolder(parsed.data, dirname(files.user)));
    }
  }
  const { starter, standard } = builtIn;
  return { entries: [...entries.values()], starter, standard, problems };
}

async function loadBuiltIn(path: string) {
  const broken = (why: string, cause?: unknown) =>
    new AppError('INVALID_CONFIG', `The catalog of models is broken: ${why}.`, { cause });
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    throw broken('it can not be read', error);
  });
  const parsed = ModelCatalog.safeParse(tryJson(content));
  if (!parsed.success) throw broken(describe(parsed.error), parsed.error);
  const { starter, standard } = parsed.data;
  if (!starter || !standard) throw broken('starter or standard is missing');
  const models = parsed.data.models.map((entry) => withFolder(entry, dirname(path)));
  const tasks = new Map(models.map(({ id, task }) => [id, task]));
  if (tasks.size < models.length) throw broken('an id is there twice');
  for (const choice of [starter, standard]) {
    for (const task of ['chat', 'image'] as const) {
      if (tasks.get(choice[task]) !== task) throw broken(`${choice[task]} is no ${task} model`);
    }
  }
  return { models, starter, standard };
}

async function loadUser(path: string, problems: string[]): Promise<readonly unknown[]> {
  const content = await readFile(path, 'utf8').catch(undefinedIfMissing);
  if (content === undefined) return [];
  const parsed = UserCatalog.safeParse(content.length > maxBytes ? undefined : tryJson(content));
  if (parsed.success) return parsed.data.models;
  problems.push(`Your catalog.json is left out: ${describe(parsed.error)}.`);
  return [];
}

/** Relative folders count from the catalog's own. */
function withFolder(entry: CatalogEntry, base: string): CatalogEntry {
  if (entry.source !== 'folder' || isAbsolute(entry.folder)) return entry;
  return { ...entry, folder: join(base, entry.folder) };
}

function tryJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'it does not fit the schema';
  const place = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  return place + issue.message;
}

function describeEntry(value: unknown): string {
  const id = z.object({ id: z.string().max(100) }).safeParse(value);
  return id.success ? `The entry ${JSON.stringify(id.data.id)}` : 'An entry';
}
