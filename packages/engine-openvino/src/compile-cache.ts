import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const defaultMaxBytes = 4 * 1024 ** 3;

/** Keeps a folder of compiled models under `maxBytes`; what was used longest ago goes first. */
export async function trimCompileCache(folder: string, maxBytes = defaultMaxBytes): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = [];
  for (const name of names) {
    const path = join(folder, name);
    // Another process may be trimming too.
    const entry = await stat(path).catch(() => undefined);
    if (entry?.isFile()) {
      files.push({ path, size: entry.size, usedAt: Math.max(entry.atimeMs, entry.mtimeMs) });
    }
  }
  files.sort((one, other) => other.usedAt - one.usedAt);
  let total = 0;
  for (const file of files) {
    total += file.size;
    if (total > maxBytes) await rm(file.path, { force: true });
  }
}
