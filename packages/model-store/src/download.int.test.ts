import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ModelDownloadEvent } from '@atelier/contracts';
import { seededRandom, startTestHub, tempDir, type TempDir, type TestHub } from '@atelier/testkit';
import {
  entry,
  holds,
  modelFiles,
  modelPaths,
  repository,
  testCatalog,
  testStore,
  type TestStoreOptions,
} from './testing/test-store.js';
import type { ModelStore } from './model-store.js';

const { id } = entry;
const weightsHash = createHash('sha256').update(modelFiles()['openvino_model.bin']!).digest('hex');

describe('download', () => {
  let dir: TempDir;
  let root: string;
  let hub: TestHub;
  const stores: ModelStore[] = [];

  beforeEach(async () => {
    [dir, hub] = await Promise.all([tempDir(), startTestHub()]);
    root = join(dir.path, 'models');
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await hub.close();
    await dir.remove();
  });

  const open = (options: Partial<TestStoreOptions> = {}) => {
    const store = testStore({ root, endpoint: hub.url, ...options });
    stores.push(store);
    return store;
  };
  const oneTry = { limits: { attempts: 1 } };

  it('brings a model here, with a manifest, and needs no hub from then on', async () => {
    const files = modelFiles();
    const commit = await hub.commit(repository, files);
    const store = open();
    expect(await store.get(id)).toMatchObject({ status: 'missing' });
    const events: ModelDownloadEvent[] = [];
    const { folder, manifest } = await store.download(id, {
      onEvent: (event) => events.push(event),
    });
    expect(folder).toBe(join(root, id, `0001-${commit.slice(0, 12)}`));
    expect(await holds(folder, files)).toBe(true);
    expect(manifest.files.map(({ path }) => path)).toEqual(modelPaths);
    expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toEqual(manifest);

    const types = events.map(({ type }) => type);
    expect(types[0]).toBe('planned');
    expect(types.at(-1)).toBe('installed');
    expect(types.filter((type) => type === 'file-finished')).toHaveLength(modelPaths.length);
    const total = manifest.bytes;
    expect(events.findLast(({ type }) => type === 'progress')).toMatchObject({ bytes: total });

    await hub.close();
    const later = open({ offline: true });
    expect(await later.get(id)).toMatchObject({ status: 'ready', folder, commit, bytes: total });
    expect(await later.download(id)).toMatchObject({ folder });
    expect(await later.verify(id)).toEqual({ result: 'whole', problems: [] });
    expect(await readdir(root)).toEqual(['.downloads', id]);
    expect(await readdir(join(root, '.downloads'))).toEqual([]);
  });

  it('comes through 50 connections that break at random bytes, sending little twice', async () => {
    const files = modelFiles(2, 300_000);
    await hub.commit(repository, files);
    const random = seededRandom(7);
    let cuts = 0;
    hub.fault = ({ kind }) => {
      if (kind !== 'blob' || cuts >= 50) return undefined;
      cuts += 1;
      return { cutAfter: random.integer(0, 10_000) };
    };
    const store = open({ limits: { attempts: 60 } });
    const { folder, manifest } = await store.download(id);
    expect(cuts).toBe(50);
    expect(await holds(folder, files)).toBe(true);
    expect(hub.sentBytes()).toBeLessThan(manifest.bytes + 50 * 10_000);
  });

  it('is resumed by 50 calls that break off, and loses little of any', async () => {
    const files = modelFiles(3, 300_000);
    await hub.commit(repository, files);
    const random = seededRandom(11);
    const kinds = ['cutAfter', 'endAfter', 'cutAfter'] as const;
    hub.fault = ({ kind }) =>
      kind === 'blob' ? { [random.pick(kinds)]: random.integer(0, 12_000) } : undefined;
    let calls = 0;
    for (; calls < 50; calls += 1) {
      const failed = await open(oneTry)
        .download(id)
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      if (failed === undefined) break;
      expect(failed).toMatchObject({ code: 'HUB_UNREACHABLE' });
      expect(await open().get(id)).toMatchObject({ status: 'missing' });
    }
    hub.fault = () => undefined;
    const { folder, manifest } = await open().download(id);
    expect(calls).toBeGreaterThan(20);
    expect(await holds(folder, files)).toBe(true);
    expect(hub.sentBytes()).toBeLessThan(manifest.bytes * 2);
  });

  it('goes on after a cancel, and tells how far it is', async () => {
    const files = modelFiles();
    await hub.commit(repository, files);
    hub.fault = ({ kind }) => (kind === 'blob' ? { stallAfter: 20_000 } : undefined);
    const store = open();
    const aborter = new AbortController();
    const running = store.download(id, {
      signal: aborter.signal,
      onEvent: (event) => {
        if (event.type === 'progress' && event.bytes > 35_000) aborter.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    const state = await store.get(id);
    expect(state).toMatchObject({ status: 'missing' });
    expect(state.reason).toBeUndefined();
    expect(state.progress?.bytes).toBeGreaterThan(35_000);

    hub.fault = () => undefined;
    const before = hub.sentBytes();
    const { folder, manifest } = await store.download(id);
    expect(await holds(folder, files)).toBe(true);
    expect(hub.sentBytes() - before).toBeLessThan(manifest.bytes - 30_000);
  });

  it('sees two callers share one download, which ends when both have left', async () => {
    await hub.commit(repository, modelFiles());
    hub.fault = ({ kind }) => (kind === 'blob' ? { stallAfter: 1_000 } : undefined);
    const store = open();
    const [one, other] = [new AbortController(), new AbortController()];
    const first = store.download(id, { signal: one.signal });
    const second = store.download(id, {
      signal: other.signal,
      onEvent: ({ type }) => {
        if (type === 'progress') one.abort();
      },
    });
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await store.get(id)).toMatchObject({ status: 'downloading' });
    other.abort();
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await store.get(id)).toMatchObject({ status: 'missing' });
    expect(hub.requests.filter(({ kind }) => kind === 'revision')).toHaveLength(1);
  });

  it('starts a file again whose content was changed on the way, and gives up the second time', async () => {
    const files = modelFiles();
    await hub.commit(repository, files);
    const wrong = Buffer.from(files['openvino_model.bin']!);
    wrong[1_234]! ^= 1;
    let bad = 1;
    hub.fault = ({ url }) => {
      if (bad === 0 || !url.includes(weightsHash)) return undefined;
      bad -= 1;
      return { content: wrong };
    };
    const { folder } = await open().download(id);
    expect(bad).toBe(0);
    expect(await holds(folder, files)).toBe(true);

    bad = 10;
    const store = open();
    await expect(store.download(id, { force: true })).rejects.toMatchObject({
      code: 'MODEL_REJECTED',
      message: expect.stringContaining('openvino_model.bin'),
    });
    expect(bad).toBe(8);
    // The old version stays.
    expect(await store.get(id)).toMatchObject({ status: 'ready', folder });
    bad = 0;
    expect((await store.download(id, { force: true })).folder).not.toBe(folder);
  });

  it('takes over from an older version what has not changed', async () => {
    await hub.commit(repository, modelFiles(1));
    const store = open();
    const old = await store.download(id);
    await writeFile(join(old.folder, 'config.json'), '{"seed":7}');
    expect(await store.verify(id)).toMatchObject({ result: 'damaged' });
    expect(await store.get(id)).toMatchObject({
      status: 'damaged',
      reason: expect.stringContaining('config.json'),
    });
    const before = hub.sentBytes();
    const { folder } = await store.download(id);
    expect(await holds(folder, modelFiles(1))).toBe(true);
    expect(hub.sentBytes() - before).toBeLessThan(1_000);
    expect(await store.get(id)).toMatchObject({ status: 'ready', folder });

    await store.prune({ inUse: new Set() });
    expect(await readdir(join(root, id))).toHaveLength(1);
  });

  it('never mixes commits when the revision moves meanwhile', async () => {
    const [before, after] = [modelFiles(1), modelFiles(2)];
    const first = await hub.commit(repository, before);
    let second = '';
    hub.fault = ({ kind }) => (kind === 'blob' ? { cutAfter: 15_000 } : undefined);
    await expect(open(oneTry).download(id)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
    hub.fault = () => undefined;
    // It moves once more while the next download runs.
    const store = open({
      onCheckpoint: (checkpoint) => {
        if (checkpoint === 'planned' && second === '') {
          second = 'moving';
          void hub.commit(repository, after).then((commit) => (second = commit));
        }
      },
    });
    const kept = await store.download(id);
    expect(kept.manifest.commit).toBe(first);
    expect(await holds(kept.folder, before)).toBe(true);
    const moved = await store.download(id, { force: true });
    expect(moved.manifest.commit).toBe(second);
    expect(await holds(moved.folder, after)).toBe(true);
  });

  it('keeps what fits when a download of another commit was left half done', async () => {
    await hub.commit(repository, modelFiles(1));
    hub.fault = ({ kind, url }) =>
      kind === 'blob' && url.includes(weightsHash) ? { cutAfter: 50_000 } : undefined;
    await expect(open(oneTry).download(id)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
    hub.fault = () => undefined;
    const files = modelFiles(2);
    const commit = await hub.commit(repository, files);
    const { folder, manifest } = await open().download(id);
    expect(manifest.commit).toBe(commit);
    expect(await holds(folder, files)).toBe(true);
  });

  it('takes a full answer where the hub knows no ranges', async () => {
    const files = modelFiles();
    await hub.commit(repository, files);
    hub.fault = ({ kind }) => (kind === 'blob' ? { cutAfter: 25_000 } : undefined);
    await expect(open(oneTry).download(id)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
    hub.fault = ({ kind }) => (kind === 'blob' ? { ignoreRange: true } : undefined);
    const { folder } = await open().download(id);
    expect(await holds(folder, files)).toBe(true);
  });

  it('checks what lay half done for what has happened to it', async () => {
    const files = modelFiles();
    await hub.commit(repository, files);
    hub.fault = ({ url }) => (url.includes(weightsHash) ? { cutAfter: 60_000 } : undefined);
    await expect(open(oneTry).download(id)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
    const staging = join(root, '.downloads', id);
    const [part = ''] = await readdir(join(staging, 'parts'));
    const bytes = await readFile(join(staging, 'parts', part));
    bytes[10]! ^= 255;
    await writeFile(join(staging, 'parts', part), bytes);
    await writeFile(join(staging, 'files', 'config.json'), '{"seed":9}');
    await writeFile(join(staging, 'files', 'extra.json'), '{}');
    hub.fault = () => undefined;
    const { folder } = await open().download(id);
    expect(await holds(folder, files)).toBe(true);
    expect(await open().verify(id)).toEqual({ result: 'whole', problems: [] });
  });

  it('finds what happened to an installed model, and does not use it', async () => {
    await hub.commit(repository, modelFiles());
    const store = open();
    const { folder } = await store.download(id);
    const weights = join(folder, 'openvino_model.bin');
    const bytes = await readFile(weights);
    await writeFile(weights, bytes.subarray(1));
    expect(await store.get(id)).toMatchObject({ status: 'damaged' });
    bytes[0]! ^= 1;
    await writeFile(weights, bytes);
    // Of the same size: only the hash tells.
    expect(await store.get(id)).toMatchObject({ status: 'ready' });
    expect(await store.verify(id)).toMatchObject({
      result: 'damaged',
      problems: [expect.stringContaining('openvino_model.bin')],
    });
    expect(await store.get(id)).toMatchObject({ status: 'damaged' });
    bytes[0]! ^= 1;
    await writeFile(weights, bytes);
    expect(await store.verify(id)).toMatchObject({ result: 'whole' });
    await writeFile(join(folder, 'openvino_config.json'), '{}');
    expect(await store.verify(id)).toMatchObject({ result: 'damaged' });
    await rm(join(folder, 'openvino_config.json'));
    await rm(join(folder, 'manifest.json'));
    expect(await store.get(id)).toMatchObject({ status: 'damaged' });
  });

  it('removes models, but none that is in use, ships, or is a folder of the user', async () => {
    await hub.commit(repository, modelFiles());
    const own = { ...entry, id: 'own' };
    const folderEntry = {
      ...toFolder(entry),
      id: 'starter-chat',
      folder: join(dir.path, 'starter'),
    };
    const store = open({ catalog: testCatalog([entry, own, folderEntry]) });
    await store.download(id);
    await expect(store.remove(id, { inUse: new Set([id]) })).rejects.toMatchObject({
      code: 'MODEL_IN_USE',
    });
    const free = { inUse: new Set<string>() };
    await expect(store.remove('starter-chat', free)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(store.remove('../../etc', free)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await store.remove(id, free);
    await store.remove('own', free);
    expect(await store.get(id)).toMatchObject({ status: 'missing' });
    expect((await readdir(root)).sort()).toEqual(['.downloads', '.trash']);
  });
});

function toFolder(of: typeof entry) {
  const { repository: _r, revision: _v, files: _f, downloadBytes: _d, ...rest } = of;
  return { ...rest, source: 'folder' as const };
}
