import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isKeySegment } from '../blob-key.js';
import { undefinedIfMissing } from './folder-root.js';

export interface KeyRange {
  readonly prefix: string;
  readonly after: string | undefined;
}

/** The keys under `root` that lie in the range, in byte order. Symbolic links are not followed. */
export async function* listKeys(root: string, range: KeyRange): AsyncGenerator<string> {
  yield* walk(root, range.prefix.slice(0, range.prefix.lastIndexOf('/') + 1), range);
}

/** `path` is empty or ends with a slash. */
async function* walk(root: string, path: string, range: KeyRange): AsyncGenerator<string> {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(
    undefinedIfMissing,
  );
  const starts = (entries ?? [])
    .filter((entry) => isKeySegment(entry.name) && (entry.isFile() || entry.isDirectory()))
    // With its slash, a folder sorts where its keys do: `a-b`, `a/x`, `a0`.
    .map((entry) => path + entry.name + (entry.isDirectory() ? '/' : ''))
    .sort((a, b) => (a < b ? -1 : 1));
  for (const start of starts) {
    if (!mayHold(start, range)) continue;
    if (start.endsWith('/')) yield* walk(root, start, range);
    else yield start;
  }
}

function mayHold(start: string, { prefix, after }: KeyRange): boolean {
  const isFolder = start.endsWith('/');
  if (!start.startsWith(prefix) && !(isFolder && prefix.startsWith(start))) return false;
  return after === undefined || start > after || (isFolder && after.startsWith(start));
}
