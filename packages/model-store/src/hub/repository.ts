import { listFiles, modelInfo } from '@huggingface/hub';
import { AppError } from '@atelier/errors';
import { z } from 'zod';
import type { ListedFile } from '../names/choose-files.js';
import { nonsense } from './hub-error.js';
import { metadataFetch, type MetadataContext } from './metadata-fetch.js';

const Commit = z.string().regex(/^[0-9a-f]{40}$/);

const Entry = z.object({
  type: z.string(),
  path: z.string().max(10_000),
  size: z.int().nonnegative(),
  oid: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
  lfs: z
    .object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().nonnegative() })
    .optional(),
});

/** What the hub says of a file at one commit. One of the hashes is there for every file. */
export interface HubFile extends ListedFile {
  /** For files kept in LFS. */
  readonly sha256?: string | undefined;
  /** Git's name of the content, for those that are not. */
  readonly gitOid?: string | undefined;
}

/** The commit that a revision stands for right now. */
export async function commitOf(context: MetadataContext): Promise<string> {
  const { hub, asked } = context;
  const info = await readable(() =>
    modelInfo({
      name: asked.repository,
      revision: asked.revision,
      additionalFields: ['sha'],
      hubUrl: hub.base,
      fetch: metadataFetch(context),
    }),
  );
  const commit = Commit.safeParse(info.sha);
  if (!commit.success) throw nonsense(`The hub names no commit for ${asked.repository}.`);
  // A commit in the catalog is a promise: nothing else may come under its name.
  if (Commit.safeParse(asked.revision).success && commit.data !== asked.revision) {
    throw new AppError(
      'MODEL_REJECTED',
      `The hub offers commit ${commit.data} of ${asked.repository} for ${asked.revision}.`,
    );
  }
  return commit.data;
}

/** All files of the repository at this commit. */
export async function filesOf(
  context: MetadataContext,
  commit: string,
): Promise<readonly HubFile[]> {
  const { hub, asked } = context;
  const files: HubFile[] = [];
  await readable(async () => {
    const entries = listFiles({
      repo: { type: 'model', name: asked.repository },
      revision: commit,
      recursive: true,
      hubUrl: hub.base,
      fetch: metadataFetch(context),
    });
    for await (const entry of entries) {
      if (files.length >= hub.limits.maxEntries) {
        throw new AppError(
          'MODEL_REJECTED',
          `${asked.repository} has more than ${hub.limits.maxEntries} entries: that is no model.`,
        );
      }
      files.push(toHubFile(Entry.parse(entry)));
    }
  });
  return files;
}

function toHubFile({ type, path, size, oid, lfs }: z.infer<typeof Entry>): HubFile {
  const kind = type === 'file' || type === 'directory' ? type : 'other';
  if (lfs) return { path, kind, bytes: lfs.size, sha256: lfs.oid };
  return { path, kind, bytes: size, ...(oid !== undefined && { gitOid: oid }) };
}

/** The library trusts what it reads; whatever it or the schema stumbles over is the hub's answer. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (AppError.is(error)) throw error;
    const isAbort = typeof error === 'object' && error !== null && 'name' in error;
    if (isAbort && error.name === 'AbortError') throw error;
    throw new AppError('HUB_REFUSED', 'The hub gives an answer that can not be read.', {
      cause: error,
    });
  }
}
