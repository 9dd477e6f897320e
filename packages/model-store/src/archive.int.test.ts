import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestHub, tempDir, type TempDir, type TestHub } from '@atelier/testkit';
import { Header, type HeaderData } from 'tar';
import type { InstalledModel, ModelStore } from './model-store.js';
import {
  entry,
  holds,
  modelFiles,
  repository,
  testCatalog,
  testStore,
  type TestStoreOptions,
} from './testing/test-store.js';

const { id } = entry;

/** One entry of a tar archive, as hostile as can be. */
type TarEntry = readonly [HeaderData, Uint8Array?];

function tarOf(entries: readonly TarEntry[]): Buffer {
  const pieces = entries.flatMap(([data, content = Buffer.alloc(0)]) => {
    const block = Buffer.alloc(512);
    new Header({ type: 'File', mode: 0o644, size: content.length, ...data }).encode(block, 0);
    return [block, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...pieces, Buffer.alloc(1_024)]);
}

describe('an archive', () => {
  let source: TempDir;
  let hub: TestHub;
  let sender: ModelStore;
  let installed: InstalledModel;
  let packed: string;
  let dir: TempDir;
  let root: string;
  const stores: ModelStore[] = [];

  beforeAll(async () => {
    [source, hub] = await Promise.all([tempDir(), startTestHub()]);
    await hub.commit(repository, modelFiles());
    sender = testStore({ root: join(source.path, 'models'), endpoint: hub.url });
    installed = await sender.download(id);
    packed = join(source.path, 'models.tar');
    await sender.pack([id], packed);
  });
  afterAll(async () => {
    await sender.close();
    await hub.close();
    await source.remove();
  });
  beforeEach(async () => {
    dir = await tempDir();
    root = join(dir.path, 'models');
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await dir.remove();
  });

  /** A machine without a network. */
  const receiver = (options: Partial<TestStoreOptions> = {}) => {
    const store = testStore({ root, endpoint: 'http://127.0.0.1:1', offline: true, ...options });
    stores.push(store);
    return store;
  };
  const file = (path: string) => readFile(join(installed.folder, path));
  const refusal = async (archive: Buffer, store = receiver()) => {
    const path = join(dir.path, 'hostile.tar');
    await writeFile(path, archive);
    const error: unknown = await store.unpack(path).catch((reason: unknown) => reason);
    expect((await readdir(dir.path)).sort()).toEqual(['hostile.tar', 'models']);
    expect((await readdir(root)).filter((name) => name !== '.trash')).toEqual([]);
    expect(await readdir(join(root, '.trash')).catch(() => [])).toEqual([]);
    expect(await store.get(id)).toMatchObject({ status: 'missing' });
    return error;
  };
  /** The entries of a good archive. */
  const good = async (): Promise<TarEntry[]> => [
    [{ path: `${id}/manifest.json` }, await file('manifest.json')],
    ...(await Promise.all(
      installed.manifest.files.map(async ({ path }): Promise<TarEntry> => [
        { path: `${id}/${path}` },
        await file(path),
      ]),
    )),
  ];
  const withManifest = async (change: (manifest: Record<string, unknown>) => void) => {
    const manifest = JSON.parse(JSON.stringify(installed.manifest)) as Record<string, unknown>;
    change(manifest);
    const [, ...rest] = await good();
    return tarOf([
      [{ path: `${id}/manifest.json` }, Buffer.from(JSON.stringify(manifest))],
      ...rest,
    ]);
  };

  it('brings a model to a machine that has no network', async () => {
    const store = receiver();
    const [model] = await store.unpack(packed);
    expect(model?.manifest).toEqual(installed.manifest);
    expect(await holds(model?.folder ?? '', modelFiles())).toBe(true);
    expect(await store.get(id)).toMatchObject({
      status: 'ready',
      commit: installed.manifest.commit,
    });
    expect(await store.verify(id)).toEqual({ result: 'whole', problems: [] });
    expect((await readdir(root)).sort()).toEqual(['.trash', id]);
  });

  it('can be read by the usual tar, and is the same each time', async () => {
    const names = execFileSync('tar', ['-tf', packed], { encoding: 'utf8' }).trim().split('\n');
    expect(names[0]).toBe(`${id}/manifest.json`);
    expect(names.sort()).toEqual(
      ['manifest.json', ...installed.manifest.files.map(({ path }) => path)]
        .map((path) => `${id}/${path}`)
        .sort(),
    );
    const again = join(dir.path, 'again.tar');
    await sender.pack([id], again);
    expect((await readFile(again)).equals(await readFile(packed))).toBe(true);
  });

  it('is not made of what is missing or damaged', async () => {
    const target = join(dir.path, 'out.tar');
    await expect(receiver().pack([id], target)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    const store = receiver();
    const [model] = await store.unpack(packed);
    const weights = join(model?.folder ?? '', 'openvino_model.bin');
    const bytes = await readFile(weights);
    bytes[9]! ^= 1;
    await writeFile(weights, bytes);
    await expect(store.pack([id], target)).rejects.toMatchObject({ code: 'MODEL_REJECTED' });
    expect(await readdir(dir.path)).toEqual(['models']);
  });

  it('with the parts we make is accepted when made by hand, too', async () => {
    const path = join(dir.path, 'own.tar');
    await writeFile(path, tarOf(await good()));
    expect(await receiver().unpack(path)).toHaveLength(1);
  });

  it.each([
    '../evil.json',
    `${id}/../../evil.json`,
    '/tmp/evil.json',
    `${id}/..\\evil.json`,
    `${id}/a/../../evil.json`,
    `${id}//evil.json`,
    'evil.json',
    `${id}/evil.json`,
    `other/manifest.json`,
    `../manifest.json`,
    `C:/evil.json`,
  ])('with the file %j is refused', async (path) => {
    const error = await refusal(tarOf([...(await good()), [{ path }, Buffer.from('{}')]]));
    expect(error).toMatchObject({ code: expect.stringMatching(/MODEL_REJECTED|NOT_FOUND/) });
  });

  it.each<[string, HeaderData]>([
    ['a symbolic link', { type: 'SymbolicLink', linkpath: '/etc/passwd' }],
    ['a hard link', { type: 'Link', linkpath: '/etc/passwd' }],
    ['a device', { type: 'CharacterDevice', devmaj: 1, devmin: 3 }],
    ['a pipe', { type: 'FIFO' }],
    ['a folder', { type: 'Directory' }],
  ])('with %s is refused', async (_, data) => {
    const entries = (await good()).map((one): TarEntry =>
      one[0].path === `${id}/config.json` ? [{ ...data, path: `${id}/config.json` }] : one,
    );
    expect(await refusal(tarOf(entries))).toMatchObject({ code: 'MODEL_REJECTED' });
  });

  it('with a file behind a link of its own is refused', async () => {
    const link: TarEntry = [{ path: `${id}/parts`, type: 'SymbolicLink', linkpath: '../../..' }];
    const [manifest, ...rest] = await good();
    expect(await refusal(tarOf([manifest!, link, ...rest]))).toMatchObject({
      code: 'MODEL_REJECTED',
    });
  });

  it('that is changed, too short, or in another order is refused', async () => {
    const whole = await readFile(packed);
    // In a header, and in the weights.
    for (const at of [100, 60_000, 150_000]) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1;
      expect(await refusal(changed)).toMatchObject({ code: 'MODEL_REJECTED' });
    }
    for (const length of [0, 300, 512, 2_000, 100_000, whole.length - 1_024 - 512]) {
      expect(await refusal(whole.subarray(0, length))).toMatchObject({ code: 'MODEL_REJECTED' });
    }
    const [manifest, ...rest] = await good();
    expect(await refusal(tarOf([...rest, manifest!]))).toMatchObject({ code: 'MODEL_REJECTED' });
    expect(await refusal(tarOf([manifest!, ...rest.slice(1)]))).toMatchObject({
      code: 'MODEL_REJECTED',
    });
    expect(await refusal(tarOf([manifest!, ...rest, ...rest]))).toMatchObject({
      code: 'MODEL_REJECTED',
    });
    expect(await refusal(Buffer.from('not an archive at all'.repeat(100)))).toMatchObject({
      code: 'MODEL_REJECTED',
    });
  });

  it.each<[string, (manifest: Record<string, unknown>) => void]>([
    ['names outside', (m) => ((m['files'] as { path: string }[])[0]!.path = '../../evil.json')],
    ['names of others', (m) => ((m['files'] as { path: string }[])[0]!.path = 'setup.py')],
    ['other hashes', (m) => ((m['files'] as { sha256: string }[])[0]!.sha256 = '0'.repeat(64))],
    ['other sizes', (m) => ((m['files'] as { bytes: number }[])[0]!.bytes += 1)],
    ['another sum', (m) => (m['bytes'] = 5)],
    ['another repository', (m) => (m['repository'] = 'evil/tiny-chat-ov')],
    ['another task', (m) => (m['task'] = 'image')],
    ['a path for an id', (m) => (m['id'] = '../tiny-chat')],
    ['a path for a commit', (m) => (m['commit'] = '../../../../../../../../../../../../../x')],
    ['more than there should be', (m) => (m['more'] = true)],
  ])('with a manifest of %s is refused', async (_, change) => {
    expect(await refusal(await withManifest(change))).toMatchObject({ code: 'MODEL_REJECTED' });
  });

  it('that is compressed, or has headers without end, is refused', async () => {
    expect(await refusal(gzipSync(await readFile(packed)))).toMatchObject({
      code: 'MODEL_REJECTED',
      message: expect.stringContaining('compressed'),
    });
    const long: TarEntry = [
      { path: 'PaxHeader/x', type: 'ExtendedHeader' },
      Buffer.alloc(1_000_000, '20 path=evil\n'),
    ];
    expect(await refusal(tarOf([long, ...(await good())]))).toMatchObject({
      code: 'MODEL_REJECTED',
    });
  });

  it('for which there is no room, or no entry in the catalog, is refused', async () => {
    const freeBytes = () => Promise.resolve(1_000);
    const whole = await readFile(packed);
    expect(await refusal(whole, receiver({ freeBytes }))).toMatchObject({ code: 'STORAGE_FULL' });
    const catalog = testCatalog([{ ...entry, id: 'other' }]);
    const store = receiver({ catalog });
    await expect(store.unpack(packed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.unpack(join(dir.path, 'nothing.tar'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('writes nothing through links in the folder of models', async () => {
    const elsewhere = join(dir.path, 'elsewhere');
    await Promise.all([mkdir(elsewhere), mkdir(root)]);
    await symlink(elsewhere, join(root, id));
    await expect(receiver().unpack(packed)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(await readdir(elsewhere)).toEqual([]);
  });

  it('can be given up, and leaves nothing', async () => {
    const signal = AbortSignal.abort();
    await expect(receiver().unpack(packed, signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    const target = join(dir.path, 'out.tar');
    await expect(sender.pack([id], target, signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(stat(target)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
