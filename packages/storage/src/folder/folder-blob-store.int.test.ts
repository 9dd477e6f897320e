import { execFile } from 'node:child_process';
import {
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, waitFor, type TempDir } from '@atelier/testkit';
import { describeBlobStore } from '../blob-store.suite.js';
import { createFolderBlobStore } from './folder-blob-store.js';

const run = promisify(execFile);
const text = { contentType: 'text/plain' };

describeBlobStore('the folder', async () => {
  const dir = await tempDir();
  const store = createFolderBlobStore({ root: join(dir.path, 'not', 'yet', 'there') });
  return { store, ifAbsentIsFirm: true, cleanUp: () => dir.remove() };
});

describe('the folder', () => {
  let dir: TempDir;
  let root: string;

  beforeEach(async () => {
    dir = await tempDir();
    root = join(dir.path, 'store');
    await mkdir(root);
  });
  afterEach(() => dir.remove());

  const temporaries = () => readdir(join(root, '.tmp'));

  it('removes what a crash left more than an hour ago', async () => {
    const tmp = join(root, '.tmp');
    await mkdir(tmp);
    const longAgo = new Date(Date.now() - 61 * 60 * 1_000);
    await writeFile(join(tmp, 'old'), 'x');
    await utimes(join(tmp, 'old'), longAgo, longAgo);
    await writeFile(join(tmp, 'young'), 'x');

    await createFolderBlobStore({ root }).check();
    expect(await temporaries()).toEqual(['young']);
  });

  it('does not show a write that a crash cut short', async () => {
    const cut = createFolderBlobStore({
      root,
      write: async (path, bytes) => {
        await writeFile(path, bytes.subarray(0, 3));
        await new Promise(() => undefined);
      },
      timeoutMs: 100,
    });
    await expect(cut.put('a/b', Buffer.from('whole'), text)).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
    const after = createFolderBlobStore({ root });
    expect(await after.get('a/b')).toBeUndefined();
    expect(await after.list('', { limit: 10 })).toEqual([]);
    expect(await after.put('a/b', Buffer.from('whole'), text)).toBe('stored');
  });

  it('does not put what comes after the deadline', async () => {
    let finish: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow = createFolderBlobStore({
      root,
      write: async (path, bytes) => {
        await writeFile(path, bytes);
        await late;
      },
      timeoutMs: 50,
    });
    await expect(slow.put('late', Buffer.from('x'), text)).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
    expect(await temporaries()).toHaveLength(1);
    finish();
    await waitFor(async () => (await temporaries()).length === 0);
    expect(await slow.get('late')).toBeUndefined();
  });

  it('reports a full disk and goes on when there is room', async () => {
    let isFull = true;
    const store = createFolderBlobStore({
      root,
      // /dev/full answers every write with the system's own ENOSPC.
      write: (path, bytes) => writeFile(isFull ? '/dev/full' : path, bytes),
    });
    const put = () => store.put('a', Buffer.from('x'), text);
    await expect(put()).rejects.toMatchObject({ code: 'STORAGE_FULL', retryable: true });
    await expect(store.check()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    isFull = false;
    expect(await put()).toBe('stored');
    await store.check();
  });

  it('reports a disk that is almost full', async () => {
    const store = createFolderBlobStore({ root, minFreeBytes: Number.MAX_SAFE_INTEGER });
    await expect(store.check()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  });

  it('cleans up on a disk that is really full', async () => {
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', root]).then(
      () => true,
      () => false,
    );
    // Only root may mount; /dev/full above stands for the rest.
    if (!mounted) return;
    try {
      const store = createFolderBlobStore({ root, minFreeBytes: 0 });
      await store.put('first', Buffer.alloc(400_000), text);
      await expect(store.put('second', Buffer.alloc(800_000), text)).rejects.toMatchObject({
        code: 'STORAGE_FULL',
      });
      expect(await temporaries()).toEqual([]);
      expect(await store.get('second')).toBeUndefined();
      expect(await store.put('third', Buffer.alloc(400_000), text)).toBe('stored');
      await store.delete('first');
      await store.check();
    } finally {
      await run('umount', [root]);
    }
  });

  it('refuses links that lead out', async () => {
    const outside = join(dir.path, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret'), 'secret');
    await symlink(outside, join(root, 'folder'));
    await symlink(join(outside, 'secret'), join(root, 'file'));
    const store = createFolderBlobStore({ root });
    const refused = expect.objectContaining({ code: 'INVALID_INPUT' });

    for (const key of ['file', 'folder/secret']) {
      await expect(store.get(key)).rejects.toEqual(refused);
      await expect(store.open(key)).rejects.toEqual(refused);
      await expect(store.stat(key)).rejects.toEqual(refused);
    }
    await expect(store.put('folder/secret', Buffer.from('x'), text)).rejects.toEqual(refused);
    await expect(store.put('folder/new/x', Buffer.from('x'), text)).rejects.toEqual(refused);
    await expect(store.delete('folder/secret')).rejects.toEqual(refused);
    expect(await store.list('', { limit: 10 })).toEqual([]);

    // A put replaces the link itself, not what it points at.
    expect(await store.put('file', Buffer.from('x'), text)).toBe('stored');
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
    expect(await readdir(outside)).toEqual(['secret']);
  });

  it('works again when its folder was away', async () => {
    const store = createFolderBlobStore({ root });
    await store.put('a', Buffer.from('1'), text);
    await rm(root, { recursive: true });
    await writeFile(root, 'a file where the folder was');
    await expect(store.put('a', Buffer.from('2'), text)).rejects.toMatchObject({
      retryable: true,
      code: 'STORAGE_UNAVAILABLE',
    });
    await expect(store.check()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await rm(root);
    await store.check();
    expect(await store.put('a', Buffer.from('3'), text)).toBe('stored');
  });

  it('removes emptied folders, also while others write into them', async () => {
    const store = createFolderBlobStore({ root });
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        for (let round = 0; round < 10; round += 1) {
          const key = `jobs/x/${index}`;
          const ifAbsent = index % 2 === 0;
          expect(await store.put(key, Buffer.from('x'), { ...text, ifAbsent })).toBe('stored');
          await store.delete(key);
        }
      }),
    );
    expect(await readdir(root)).toEqual(['.tmp']);
  });

  it('refuses a key that runs through an object, or that others run through', async () => {
    const store = createFolderBlobStore({ root });
    await store.put('a/b', Buffer.from('x'), text);
    for (const [key, ifAbsent] of [
      ['a/b/c', false],
      ['a/b/c/d', true],
      ['a', false],
    ] as const) {
      const put = store.put(key, Buffer.from('x'), { ...text, ifAbsent });
      await expect(put).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect(await temporaries()).toEqual([]);
  });

  it('bounds what get brings into memory', async () => {
    const store = createFolderBlobStore({ root, maxBytes: 10 });
    await store.put('a', Buffer.alloc(11), text);
    await expect(store.get('a')).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    const opened = await store.open('a');
    expect(opened?.bytes).toBe(11);
    opened?.stream.destroy();
  });

  it('closes every file', async () => {
    const store = createFolderBlobStore({ root, maxBytes: 1_000 });
    await store.put('a', Buffer.alloc(500_000), text);
    await store.put('small', Buffer.alloc(500), text);
    for (let round = 0; round < 20; round += 1) {
      await store.get('a').catch(() => undefined);
      await store.get('small');
      const opened = await store.open('a');
      opened?.stream.destroy();
      for await (const chunk of (await store.open('a'))!.stream) {
        if (chunk !== undefined) break;
      }
    }
    await sleep(50);
    const handles = await readdir('/proc/self/fd').catch(() => []);
    const targets = await Promise.all(
      handles.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    );
    expect(targets.filter((target) => target.startsWith(root))).toEqual([]);
  });
});
