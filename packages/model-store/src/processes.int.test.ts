import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open as openFile, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  seededRandom,
  startTestHub,
  tempDir,
  waitFor,
  type TempDir,
  type TestHub,
} from '@atelier/testkit';
import type { ModelStore } from './model-store.js';
import {
  entry,
  holds,
  modelFiles,
  repository,
  testStore,
  type TestStoreOptions,
} from './testing/test-store.js';

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const { id } = entry;

describe('several processes', () => {
  let dir: TempDir;
  let root: string;
  let hub: TestHub;
  const stores: ModelStore[] = [];
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    [dir, hub] = await Promise.all([tempDir(), startTestHub()]);
    root = join(dir.path, 'models');
    await hub.commit(repository, modelFiles());
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await hub.close();
    await dir.remove();
  });

  const open = (options: Partial<TestStoreOptions> = {}) => {
    const store = testStore({ root, endpoint: hub.url, ...options });
    stores.push(store);
    return store;
  };

  function startDownload(settings: object = {}) {
    const child = spawn(
      process.execPath,
      [
        '--conditions=@atelier/source',
        `--import=${join(fixtures, 'load-typescript.mjs')}`,
        join(fixtures, 'download.mjs'),
        JSON.stringify({ root, endpoint: hub.url, ...settings }),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(child);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const ended = once(child, 'close');
    return {
      child,
      lines: () =>
        text
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as { event?: string; folder?: string; code?: string }),
      ended: async () => {
        const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
        return { code, signal };
      },
    };
  }

  it('that die wherever it hurts leave nothing half installed, and all is taken up', async () => {
    const store = open();
    for (const dieAt of ['file-moved', 'manifest-written']) {
      expect(await startDownload({ dieAt }).ended()).toMatchObject({ signal: 'SIGKILL' });
      expect(await store.get(id)).toMatchObject({ status: 'missing' });
    }
    const before = hub.sentBytes();
    const { folder, manifest } = await store.download(id);
    expect(await holds(folder, modelFiles())).toBe(true);
    // Each took over what the one before had; the last had nothing left to fetch.
    expect(hub.sentBytes()).toBe(before);
    expect(before).toBeLessThan(manifest.bytes * 2);

    expect(await startDownload({ dieAt: 'published', force: true }).ended()).toMatchObject({
      signal: 'SIGKILL',
    });
    const after = await store.get(id);
    expect(after).toMatchObject({ status: 'ready' });
    expect(after.folder).not.toBe(folder);
    expect(await holds(after.folder ?? '', modelFiles())).toBe(true);
    expect(await store.verify(id)).toMatchObject({ result: 'whole' });
    await store.prune({ inUse: new Set([folder]) });
    expect(await readdir(join(root, id))).toHaveLength(2);
    await store.prune({ inUse: new Set() });
    expect(await readdir(join(root, id))).toHaveLength(1);
  });

  it('that are killed at any moment leave what the next can use', async () => {
    const random = seededRandom(5);
    hub.fault = ({ kind }) => (kind === 'blob' ? { bytesPerSecond: 200_000 } : undefined);
    const store = open();
    for (let kills = 0; kills < 2; kills += 1) {
      const { child, lines, ended } = startDownload();
      await waitFor(() => lines().some(({ event }) => event === 'planned'), { timeoutMs: 30_000 });
      await new Promise((done) => setTimeout(done, random.integer(0, 400)));
      child.kill('SIGKILL');
      await ended();
      expect(await store.get(id)).toMatchObject({ status: 'missing' });
    }
    hub.fault = () => undefined;
    const { folder } = await store.download(id);
    expect(await holds(folder, modelFiles())).toBe(true);
    expect(await store.verify(id)).toMatchObject({ result: 'whole' });
  });

  it('download a model once: the second waits, or says who has the first place', async () => {
    hub.fault = ({ kind }) => (kind === 'blob' ? { bytesPerSecond: 100_000 } : undefined);
    const first = startDownload();
    const store = open();
    const running = await waitFor(
      async () => {
        const state = await store.get(id);
        return (state.progress?.bytes ?? 0) > 10_000 && state;
      },
      { timeoutMs: 30_000 },
    );
    expect(running).toMatchObject({ status: 'downloading', progress: { totalBytes: 230_048 } });
    await expect(store.download(id, { wait: false })).rejects.toMatchObject({
      code: 'MODEL_BUSY',
      message: expect.stringContaining(`process ${first.child.pid}, which downloads ${id}`),
    });
    await expect(store.remove(id, { inUse: new Set() })).rejects.toMatchObject({
      code: 'MODEL_BUSY',
    });
    const events: string[] = [];
    const { folder } = await store.download(id, { onEvent: ({ type }) => events.push(type) });
    expect(events).toEqual(['waiting']);
    await first.ended();
    expect(first.lines().at(-1)).toEqual({ folder });
    expect(hub.requests.filter(({ kind }) => kind === 'revision')).toHaveLength(1);
  });

  const foreignLock = async (ageMs: number) => {
    const lock = join(root, '.lock');
    const holder = { token: 'other', pid: 1, startTime: '1', space: 'another container' };
    await writeFile(lock, JSON.stringify(holder));
    const then = new Date(Date.now() - ageMs);
    await utimes(lock, then, then);
  };

  it('respect one in another container as long as it shows that it lives', async () => {
    hub.fault = ({ kind }) => (kind === 'blob' ? { cutAfter: 20_000 } : undefined);
    const limits = { attempts: 1 };
    await expect(open({ limits }).download(id)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
    await foreignLock(30_000);
    await expect(open().download(id, { wait: false })).rejects.toMatchObject({
      code: 'MODEL_BUSY',
      message: expect.stringContaining('in another container'),
    });

    // It has gone silent, and wakes up with its files still open.
    await foreignLock(90_000);
    const parts = join(root, '.downloads', id, 'parts');
    const [name = ''] = await readdir(parts);
    const handle = await openFile(join(parts, name), 'r+');
    hub.fault = () => undefined;
    const late = open({
      onCheckpoint: (checkpoint) => {
        if (checkpoint === 'planned') void handle.write(Buffer.alloc(10_000, 1), 0, 10_000, 0);
      },
    });
    const { folder } = await late.download(id);
    await handle.write(Buffer.alloc(10_000, 2), 0, 10_000, 0);
    await handle.close();
    expect(await holds(folder, modelFiles())).toBe(true);
  });

  it('that lose their place publish nothing', async () => {
    const store = open({
      lockTiming: { beatMs: 60_000 },
      onCheckpoint: (checkpoint) => {
        if (checkpoint === 'planned') void foreignLock(0);
      },
    });
    await expect(store.download(id)).rejects.toMatchObject({ code: 'MODEL_BUSY' });
    expect(await store.get(id)).toMatchObject({ status: 'missing' });
    expect(JSON.parse(await readFile(join(root, '.lock'), 'utf8'))).toMatchObject({
      token: 'other',
    });
    await foreignLock(90_000);
    expect(await holds((await open().download(id)).folder, modelFiles())).toBe(true);
  });

  it('take over the lock of one that has ended, one of them at a time', async () => {
    await startDownload({ dieAt: 'planned' }).ended();
    await readFile(join(root, '.lock'));
    const results = await Promise.all(Array.from({ length: 5 }, () => open().download(id)));
    expect(new Set(results.map(({ folder }) => folder)).size).toBe(1);
    expect(hub.requests.filter(({ kind }) => kind === 'revision')).toHaveLength(2);
  });
});
