import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder. `remove` deletes it with all that is in it. */
export interface TempDir {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes an empty folder, whose path has no symbolic links in it. */
export async function tempDir(): Promise<TempDir> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'atelier-test-')));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
