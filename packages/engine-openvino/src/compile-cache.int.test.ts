import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { trimCompileCache } from './compile-cache.js';

it('keeps what was used last, within the bound', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-cache-'));
  for (const [index, name] of ['old', 'middle', 'new'].entries()) {
    const path = join(folder, name);
    await writeFile(path, Buffer.alloc(100));
    await utimes(path, 1_000 + index, 1_000 + index);
  }
  await trimCompileCache(folder, 250);
  expect((await readdir(folder)).sort()).toEqual(['middle', 'new']);
  await rm(folder, { recursive: true });
  await expect(trimCompileCache(folder, 1)).resolves.toBeUndefined();
});
