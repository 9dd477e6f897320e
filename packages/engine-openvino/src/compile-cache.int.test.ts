import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { trimCompileCache } from './compile-cache.js';
import { createOpenVinoImageEngine } from './image-engine.js';
import { drawing, partsOf } from './testing/requests.js';
import { imageOptions } from './testing/test-runtime.js';

describe('the cache of compiled models', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-cache-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const put = async (name: string, bytes: number, usedAt: number) => {
    const path = join(folder, name);
    await writeFile(path, Buffer.alloc(bytes));
    await utimes(path, usedAt, usedAt);
  };
  const files = async () => {
    const names = (await readdir(folder)).sort();
    const found = names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return { name, size, mtimeMs };
    });
    return Promise.all(found);
  };
  const drawn = async (maxCacheBytes?: number) => {
    const engine = await createOpenVinoImageEngine(
      imageOptions({
        cacheDir: folder,
        ...(maxCacheBytes !== undefined && { maxCacheBytes }),
      }),
    );
    try {
      return (await partsOf(engine, drawing({ steps: 1 }))).find(({ type }) => type === 'image');
    } finally {
      await engine.close();
    }
  };

  it('keeps what was used last, within the bound', async () => {
    for (const [index, name] of ['old', 'middle', 'new'].entries()) {
      await put(name, 100, 1_000 + index);
    }
    await trimCompileCache(folder, 250);
    expect((await readdir(folder)).sort()).toEqual(['middle', 'new']);
    await rm(folder, { recursive: true });
    await expect(trimCompileCache(folder, 1)).resolves.toBeUndefined();
  });

  it('serves the next start, is trimmed, and may be broken', async () => {
    const picture = await drawn();
    expect(picture).toBeDefined();
    const [broken, ...whole] = await files();
    if (!broken) throw new Error('Nothing was kept.');
    const bytes = [broken, ...whole].reduce((sum, { size }) => sum + size, 0);
    await writeFile(join(folder, broken.name), 'not what it was');
    await put('of-a-model-long-gone.blob', 1_000, 1_000);

    expect(await drawn(bytes + 500)).toEqual(picture);
    // What was whole was used, not made again; what was used longest ago made room.
    const [mended, ...others] = await files();
    expect(others).toEqual(whole);
    expect(mended).toMatchObject({ name: broken.name, size: broken.size });
  }, 120_000);
});
