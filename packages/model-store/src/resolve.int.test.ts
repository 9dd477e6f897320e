import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelView, type FolderModel } from '@atelier/contracts';
import { startTestHub, tempDir, waitFor, type TempDir, type TestHub } from '@atelier/testkit';
import type { ModelStore } from './model-store.js';
import {
  entry,
  modelFiles,
  repository,
  testCatalog,
  testStore,
  type TestStoreOptions,
} from './testing/test-store.js';
import { toModelView } from './to-model-view.js';

const { id } = entry;

describe('the model to load', () => {
  let dir: TempDir;
  let root: string;
  let hub: TestHub;
  let starter: FolderModel;
  const stores: ModelStore[] = [];

  beforeEach(async () => {
    [dir, hub] = await Promise.all([tempDir(), startTestHub()]);
    root = join(dir.path, 'models');
    const folder = join(dir.path, 'starter');
    await mkdir(folder);
    for (const name of ['openvino_model.xml', 'openvino_model.bin', 'openvino_tokenizer.xml']) {
      await writeFile(join(folder, name), 'x');
    }
    const { repository: _r, revision: _v, files: _f, downloadBytes: _d, ...about } = entry;
    starter = {
      ...about,
      id: 'starter-chat',
      source: 'folder',
      folder,
      task: 'chat',
    } as FolderModel;
    await hub.commit(repository, modelFiles());
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await hub.close();
    await dir.remove();
  });

  const open = (options: Partial<TestStoreOptions> = {}) => {
    const catalog = testCatalog([entry, starter]);
    const store = testStore({ root, endpoint: hub.url, catalog, ...options });
    stores.push(store);
    return store;
  };
  const fallback = (code: string, says: RegExp, wanted = id) => ({
    entry: { id: 'starter-chat' },
    folder: starter.folder,
    fallback: { wanted, code, says: expect.stringMatching(says) },
  });

  it('is the wanted one as soon as it is here, for every store', async () => {
    const [one, other] = [open(), open({ offline: true })];
    expect(await one.resolve('chat')).toMatchObject(fallback('not-downloaded', /has not been/));
    expect(await other.resolve('chat')).toMatchObject(fallback('offline', /told to stay offline/));
    const { folder, manifest } = await one.download(id);
    for (const store of [one, other]) {
      const resolved = await store.resolve('chat', id);
      expect(resolved).toEqual({ entry, folder, commit: manifest.commit });
    }
  });

  it('is the starter while the wanted one comes, and says how far that is', async () => {
    hub.fault = ({ kind }) => (kind === 'blob' ? { stallAfter: 20_000 } : undefined);
    const store = open();
    const aborter = new AbortController();
    const running = store.download(id, { signal: aborter.signal });
    running.catch(() => undefined);
    await waitFor(async () => ((await store.get(id)).progress?.bytes ?? 0) > 30_000);
    expect(await open().resolve('chat')).toMatchObject(
      fallback('downloading', /is being downloaded \(1\d %\)/),
    );
    aborter.abort();
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await store.resolve('chat')).toMatchObject(fallback('not-downloaded', /has not been/));
  });

  it('is the starter when the hub is unreachable, and says so from the first try on', async () => {
    const endpoint = hub.url;
    await hub.close();
    const store = open({ endpoint, limits: { retryMs: 60_000, maxRetryMs: 60_000 } });
    const aborter = new AbortController();
    const running = store.download(id, { signal: aborter.signal });
    running.catch(() => undefined);
    const unreachable = fallback('hub-unreachable', /hub unreachable.*ECONNREFUSED/);
    await waitFor(async () => (await store.resolve('chat')).fallback?.code === 'hub-unreachable');
    expect(await open().resolve('chat')).toMatchObject(unreachable);
    aborter.abort();
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });

    const failing = open({ endpoint, limits: { attempts: 1 } });
    await expect(failing.download(id)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
    expect(await open().resolve('chat')).toMatchObject(unreachable);
  });

  it('is the starter when the hub refuses, until it gives', async () => {
    hub.fault = () => ({ status: 403 });
    const store = open();
    await expect(store.download(id)).rejects.toMatchObject({ code: 'HUB_REFUSED' });
    expect(await store.resolve('chat')).toMatchObject(fallback('failed', /accept its licence/));
    hub.fault = () => undefined;
    await store.download(id);
    expect((await store.resolve('chat')).fallback).toBeUndefined();
    expect((await store.get(id)).reason).toBeUndefined();
  });

  it('is the starter in the place of a damaged, unknown or unfit one', async () => {
    const store = open();
    const { folder } = await store.download(id);
    await rm(join(folder, 'config.json'));
    expect(await store.resolve('chat')).toMatchObject(
      fallback('damaged', /config\.json is missing/),
    );
    expect(await store.resolve('chat', 'nothing')).toMatchObject(
      fallback('unknown', /no model nothing/, 'nothing'),
    );
    await expect(store.resolve('image', id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is missing when the starter is, too', async () => {
    await rm(starter.folder, { recursive: true });
    await expect(open().resolve('chat')).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringMatching(/has not been downloaded.*starter-chat is not there either/),
    });
    await expect(open().resolve('chat', 'starter-chat')).rejects.toMatchObject({
      code: 'MODEL_MISSING',
    });
  });

  it('may be a folder of the user', async () => {
    const own = { ...starter, id: 'own' };
    const store = open({ catalog: testCatalog([entry, starter, own]) });
    expect(await store.resolve('chat', 'own')).toEqual({ entry: own, folder: starter.folder });
    await expect(store.download('own')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await store.verify('own')).toEqual({ result: 'unknown', problems: [] });
    await rm(join(starter.folder, 'openvino_model.bin'));
    expect(await store.get('own')).toMatchObject({ status: 'damaged' });
  });

  it('is shown to the world without its place on the machine', async () => {
    const store = open();
    await store.download(id);
    for (const state of await store.list()) {
      const view = toModelView(state, { active: true });
      expect(ModelView.strict().parse(view)).toEqual(view);
      expect(JSON.stringify(view)).not.toContain(dir.path);
    }
  });
});
