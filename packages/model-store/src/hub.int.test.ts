import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HubModel, ModelDownloadEvent } from '@atelier/contracts';
import { startTestHub, tempDir, type HubFault, type TempDir, type TestHub } from '@atelier/testkit';
import { writeChunk } from './disk/part-file.js';
import type { ModelStore } from './model-store.js';
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
const fileEntry = (path: string, more: object = {}) => ({
  type: 'file',
  path,
  size: 1,
  oid: 'a'.repeat(40),
  ...more,
});

describe('a hub that', () => {
  let dir: TempDir;
  let root: string;
  let hub: TestHub;
  const stores: ModelStore[] = [];

  beforeEach(async () => {
    [dir, hub] = await Promise.all([tempDir(), startTestHub()]);
    root = join(dir.path, 'models');
    await hub.commit(repository, modelFiles());
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
  const withEntry = (more: Partial<HubModel>) => testCatalog([{ ...entry, ...more } as HubModel]);
  /** The error that a download ends with. Whatever it is, nothing may lie outside the root. */
  const failure = async (store = open()) => {
    const error: unknown = await store.download(id).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect((await readdir(dir.path)).filter((name) => name !== 'models')).toEqual([]);
    expect(await store.get(id)).not.toMatchObject({ status: 'ready' });
    return error;
  };
  const always = (kind: string, fault: HubFault) => {
    hub.fault = (request) => (request.kind === kind ? fault : undefined);
  };
  const addToListing = async (...entries: readonly unknown[]) => {
    const response = await fetch(`${hub.url}/api/models/${repository}/tree/main?recursive=true`);
    hub.list(repository, [...((await response.json()) as unknown[]), ...entries]);
    hub.requests.length = 0;
  };

  describe('says no', () => {
    it.each([
      ['a stranger', { status: 401 }, undefined, /HF_TOKEN.*HF_TOKEN_FILE/],
      ['a wrong token', { status: 401 }, 'hf_wrong', /does not accept the token/],
      ['somebody who has not accepted the licence', { status: 403 }, 'hf_x', /accept its licence/],
      ['because there is no such model', { status: 404 }, undefined, /no acme\/tiny-chat-ov/],
      ['with a status of its own', { status: 418 }, undefined, /\(418\)/],
    ])('to %s: it says what to do', async (_, fault, token, words) => {
      always('revision', fault);
      const store = open(token === undefined ? {} : { token });
      expect(await failure(store)).toMatchObject({
        code: 'HUB_REFUSED',
        message: expect.stringMatching(words),
      });
      // Nothing gets better by asking again.
      expect(hub.requests).toHaveLength(1);
      expect(await store.get(id)).toMatchObject({ reason: expect.stringMatching(words) });
    });

    it('because a file has gone: it says to start again', async () => {
      always('resolve', { status: 404, headers: { 'x-error-code': 'EntryNotFound' } });
      expect(await failure()).toMatchObject({
        code: 'HUB_REFUSED',
        message: expect.stringMatching(/no file .* any more .*start the download again/),
      });
    });

    it.each(['revision', 'resolve', 'blob'])(
      'because of too many requests (%s): it waits as long as told, and comes again',
      async (kind) => {
        let left = 1;
        hub.fault = (request) => {
          if (request.kind !== kind || left === 0) return undefined;
          left -= 1;
          return { status: 429, headers: { 'retry-after': '1' } };
        };
        const delays: number[] = [];
        await open().download(id, {
          onEvent: (event: ModelDownloadEvent) => {
            if (event.type === 'retrying') delays.push(event.delayMs);
          },
        });
        expect(delays).toHaveLength(1);
        expect(Math.min(...delays)).toBeGreaterThanOrEqual(1_000);
      },
    );

    it('for longer than anybody waits: it says for how long', async () => {
      always('revision', { status: 429, headers: { 'retry-after': '7200' } });
      expect(await failure()).toMatchObject({
        code: 'HUB_UNREACHABLE',
        message: expect.stringContaining('120 minutes'),
        retryAfterMs: 7_200_000,
      });
      expect(hub.requests).toHaveLength(1);
    });

    it('by being broken: it tries so often and no more', async () => {
      always('tree', { status: 500 });
      expect(await failure(open({ limits: { attempts: 3 } }))).toMatchObject({
        code: 'HUB_UNREACHABLE',
        retryable: true,
      });
      expect(hub.requests.filter(({ kind }) => kind === 'tree')).toHaveLength(3);
    });

    it('by not being there: it names the settings, and the starter tells why it serves', async () => {
      const endpoint = hub.url;
      await hub.close();
      const starter = join(dir.path, 'models', 'starter');
      await mkdir(starter, { recursive: true });
      const store = open({ endpoint, limits: { attempts: 2 } });
      expect(await failure(store)).toMatchObject({
        code: 'HUB_UNREACHABLE',
        message: expect.stringMatching(/ECONNREFUSED.*HF_ENDPOINT.*OFFLINE/),
      });
      await expect(store.resolve('chat')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  describe('knows our token', () => {
    it('is the only one to see it', async () => {
      await open({ token: 'hf_secret' }).download(id);
      const [ours, others] = [
        hub.requests.filter(({ host }) => host === 'hub'),
        hub.requests.filter(({ host }) => host === 'files'),
      ];
      expect(new Set(ours.map(({ authorization }) => authorization))).toEqual(
        new Set(['Bearer hf_secret']),
      );
      expect(others.length).toBeGreaterThan(0);
      expect(others.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
    });

    it('may not be reached in the clear over the net', () => {
      expect(() => open({ token: 'hf_secret', endpoint: 'http://hub.example' })).toThrow(
        'HF_TOKEN is not sent over http://',
      );
    });

    it.each([
      ['the next page of a listing', 'tree', { link: 'FILES/api; rel="next"' }],
      ['a redirect of the API', 'revision', { location: 'FILES/api' }],
    ])('can not send it elsewhere by %s', async (_, kind, headers) => {
      const wanted = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          value.replace(/FILES\S+?(?=;|$)/, (url) =>
            name === 'link'
              ? `<${url.replace('FILES', hub.filesUrl)}>`
              : url.replace('FILES', hub.filesUrl),
          ),
        ]),
      );
      always(kind, { status: kind === 'tree' ? 200 : 307, json: [], headers: wanted });
      expect(await failure(open({ token: 'hf_secret' }))).toMatchObject({ code: 'HUB_REFUSED' });
      expect(hub.requests.filter(({ host }) => host === 'files')).toEqual([]);
    });

    it.each(['ftp://127.0.0.1/x', 'file:///etc/passwd', 'http://a:b@127.0.0.1/x', '', undefined])(
      'can not redirect to %p',
      async (location) => {
        always('resolve', {
          status: 302,
          ...(location !== undefined && { headers: { location } }),
        });
        expect(await failure()).toMatchObject({ code: 'HUB_REFUSED' });
      },
    );

    it('can not redirect in a circle', async () => {
      always('resolve', {
        status: 302,
        headers: { location: `/${repository}/resolve/a/config.json` },
      });
      expect(await failure()).toMatchObject({
        code: 'HUB_REFUSED',
        message: expect.stringContaining('circle'),
      });
    });
  });

  describe('lists', () => {
    const refused = async () => {
      expect(await failure()).toMatchObject({ code: 'MODEL_REJECTED' });
      expect(hub.requests.filter(({ kind }) => kind === 'resolve')).toEqual([]);
    };

    it.each([
      '../evil.json',
      '../../evil.json',
      'a/../../evil.json',
      '..',
      '/etc/evil.json',
      '\\evil.json',
      'a\\..\\evil.json',
      'C:evil.json',
      'c:/evil.json',
      './evil.json',
      'a//evil.json',
      'a/',
      '',
      'evil\0.json',
      'evil\n.json',
      'evil\u202egnp.json',
      'con.json',
      'NUL.xml',
      'com1.json',
      'evil .json',
      'évil.json',
      '-evil.json',
      'evil.json.',
      `${'a'.repeat(120)}.json`,
      'a'.repeat(5_000),
    ])('the name %j: takes nothing of it', async (path) => {
      // So that each name would be taken if it were not refused.
      const catalog = withEntry({ files: ['*', '*/*', '*/*/*', '*/*/*/*'] });
      await addToListing(fileEntry(path));
      expect(await failure(open({ catalog }))).toMatchObject({ code: 'MODEL_REJECTED' });
      expect(hub.requests.filter(({ kind }) => kind === 'resolve')).toEqual([]);
    });

    it('a link: takes nothing of it', async () => {
      await addToListing(fileEntry('link.json', { type: 'symlink' }));
      await refused();
    });

    it('a kind of file that models do not have: takes nothing of it', async () => {
      await addToListing(fileEntry('setup.py'));
      const catalog = withEntry({ files: ['*'] });
      expect(await failure(open({ catalog }))).toMatchObject({ code: 'MODEL_REJECTED' });
    });

    it('the same name twice, but for its case: takes nothing of it', async () => {
      await addToListing(fileEntry('Config.json'));
      await refused();
    });

    it('a file that is a folder, too: takes nothing of it', async () => {
      await addToListing(fileEntry('config.json/more.json'));
      await refused();
    });

    it('files without a hash, or with half of one: takes nothing of it', async () => {
      await addToListing(fileEntry('more.json', { oid: undefined }));
      await refused();
      await addToListing(fileEntry('more.json', { oid: 'abc' }));
      expect(await failure()).toMatchObject({ code: 'HUB_REFUSED' });
    });

    it.each([-1, 1.5, '7', null, 2 ** 60])('the size %p: takes nothing of it', async (size) => {
      await addToListing(fileEntry('more.json', { size }));
      expect(await failure()).toMatchObject({
        code: expect.stringMatching(/HUB_REFUSED|MODEL_REJECTED/),
      });
    });

    it('far more bytes than the catalog knows: takes nothing of it', async () => {
      await addToListing(fileEntry('more.json', { size: 100 * 1_048_576 }));
      await refused();
    });

    it('more than the disk has room for: takes nothing of it', async () => {
      const store = open({ freeBytes: () => Promise.resolve(10_000) });
      expect(await failure(store)).toMatchObject({
        code: 'STORAGE_FULL',
        message: expect.stringMatching(/needs 230 kB more .* 10\.0 kB free/),
      });
      expect(hub.requests.filter(({ kind }) => kind === 'resolve')).toEqual([]);
    });

    it('page after page: reads them all', async () => {
      hub.pageSize = 2;
      await open().download(id);
      expect(hub.requests.filter(({ kind }) => kind === 'tree').length).toBeGreaterThan(3);
    });

    it('more than anybody reads: stops asking', async () => {
      const many = Array.from({ length: 12_000 }, (_, index) => fileEntry(`f${index}.json`));
      await addToListing(...many);
      await refused();
      hub.requests.length = 0;
      hub.pageSize = 10;
      expect(await failure()).toMatchObject({ code: 'HUB_REFUSED' });
      expect(hub.requests.length).toBeLessThanOrEqual(52);
    });

    it('nothing, for ever: stops asking', async () => {
      const next = `<${hub.url}/api/models/${repository}/tree/x>; rel="next"`;
      always('tree', { status: 200, json: [], headers: { link: next } });
      expect(await failure()).toMatchObject({ code: 'HUB_REFUSED' });
      expect(hub.requests.length).toBeLessThanOrEqual(52);
    });

    it('what is too long for one page, or is no listing: stops reading', async () => {
      await addToListing(fileEntry('x'.repeat(100_000)));
      expect(await failure(open({ limits: { maxPageBytes: 50_000 } }))).toMatchObject({
        code: 'HUB_REFUSED',
      });
      for (const json of [{}, null, 'text', [1], [[]]]) {
        always('tree', { status: 200, json });
        expect(await failure()).toMatchObject({ code: 'HUB_REFUSED' });
      }
      always('revision', { status: 200, json: { _id: 'x', id: 'x', sha: '../../x' } });
      expect(await failure()).toMatchObject({ code: 'HUB_REFUSED' });
    });

    it('another commit than the catalog pins: takes nothing of it', async () => {
      const catalog = withEntry({ revision: 'b'.repeat(40) });
      const sha = 'c'.repeat(40);
      always('revision', { status: 200, json: { _id: 'x', id: 'x', sha } });
      expect(await failure(open({ catalog }))).toMatchObject({ code: 'MODEL_REJECTED' });
    });
  });

  describe('sends', () => {
    const lfsEntry = (path: string, content: Uint8Array, more: object = {}) => {
      const oid = createHash('sha256').update(content).digest('hex');
      return fileEntry(path, { size: content.length, lfs: { oid, size: content.length, ...more } });
    };

    it('a file of another size than it listed: takes nothing of it', async () => {
      const { 'openvino_model.bin': weights } = modelFiles();
      const lie = lfsEntry('openvino_model.bin', weights!, { size: 199_999 });
      hub.list(repository, [lie, fileEntry('openvino_model.xml')]);
      const error = await failure();
      expect(error).toMatchObject({ code: 'MODEL_REJECTED' });
      expect(hub.requests.filter(({ kind }) => kind === 'blob')).toEqual([]);
    });

    it('a file with another hash than it listed: takes nothing of it', async () => {
      const lie = lfsEntry('openvino_model.bin', Buffer.alloc(200_000));
      hub.list(repository, [lie, fileEntry('openvino_model.xml')]);
      expect(await failure()).toMatchObject({ code: 'MODEL_REJECTED' });
      expect(hub.requests.filter(({ kind }) => kind === 'blob')).toEqual([]);
    });

    it.each([true, false])('more bytes than it promised: writes none (%p)', async (ignoreRange) => {
      always('resolve', { content: Buffer.alloc(50_000), ignoreRange });
      expect(await failure()).toMatchObject({ code: 'MODEL_REJECTED' });
      const parts = join(root, '.downloads', id, 'parts');
      for (const name of await readdir(parts)) {
        expect((await stat(join(parts, name))).size).toBeLessThanOrEqual(200_000);
      }
    });

    it('a file of another commit: takes nothing of it', async () => {
      always('resolve', { headers: { 'x-repo-commit': 'd'.repeat(40) } });
      expect(await failure()).toMatchObject({ code: 'MODEL_REJECTED' });
    });

    const pointer = Buffer.from(
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 200000\n`,
    );
    const saysPointer = {
      code: 'MODEL_REJECTED',
      message: expect.stringContaining('Git LFS pointer'),
    };

    it('pointers that it lists as files: says so', async () => {
      await hub.commit(repository, { ...modelFiles(), 'vocab.json': pointer });
      expect(await failure()).toMatchObject(saysPointer);
    });

    it('pointers instead of large files: says so', async () => {
      always('blob', { content: pointer, ignoreRange: true });
      expect(await failure()).toMatchObject(saysPointer);
    });

    it('compressed bytes, or others than asked for: takes nothing of it', async () => {
      always('blob', { headers: { 'content-encoding': 'gzip' } });
      expect(await failure()).toMatchObject({ code: 'HUB_REFUSED' });
      always('blob', { headers: { 'content-range': 'bytes 5-9/10' } });
      expect(await failure()).toMatchObject({ code: 'HUB_REFUSED' });
      always('blob', { headers: { 'content-range': 'bytes 0-9/10' } });
      expect(await failure()).toMatchObject({ code: 'MODEL_REJECTED' });
    });

    it.each<[string, string, HubFault]>([
      ['no answer', 'revision', { hang: true }],
      ['no listing', 'tree', { hang: true }],
      ['no file', 'resolve', { hang: true }],
      ['nothing more in the middle of a file', 'blob', { stallAfter: 20_000 }],
      ['a byte now and then', 'blob', { bytesPerSecond: 30 }],
    ])('%s: gives up in time, and can go on later', async (_, kind, fault) => {
      always(kind, fault);
      const limits = { answerMs: 300, pageMs: 300, stallMs: 300, attempts: 2 };
      expect(await failure(open({ limits }))).toMatchObject({ code: 'HUB_UNREACHABLE' });
      hub.fault = () => undefined;
      expect(await holds((await open().download(id)).folder, modelFiles())).toBe(true);
    });
  });

  describe('meets a disk that', () => {
    it('is full in the middle: says so, and goes on when there is room', async () => {
      let room = 100_000;
      const store = open({
        parallelFiles: 2,
        write: async (handle, bytes, position) => {
          room -= bytes.length;
          if (room < 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
          await writeChunk(handle, bytes, position);
        },
      });
      expect(await failure(store)).toMatchObject({
        code: 'STORAGE_FULL',
        message: expect.stringContaining('make room'),
      });
      const before = hub.sentBytes();
      room = Infinity;
      const { folder, manifest } = await store.download(id);
      expect(await holds(folder, modelFiles())).toBe(true);
      expect(hub.sentBytes() - before).toBeLessThan(manifest.bytes - 50_000);
    });

    it.each(['.downloads', `.downloads/${id}`, id, '.trash'])(
      'has a link in the place of %s: writes nothing there',
      async (name) => {
        const elsewhere = await tempDir();
        try {
          await mkdir(join(root, name, '..'), { recursive: true });
          await symlink(elsewhere.path, join(root, name));
          const store = open();
          const outcome: unknown = await store.download(id).catch((error: unknown) => error);
          if (name !== '.trash') expect(outcome).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
          expect(await readdir(elsewhere.path)).toEqual([]);
        } finally {
          await elsewhere.remove();
        }
      },
    );
  });

  it('is never asked offline', async () => {
    const store = open({ offline: true });
    expect(await failure(store)).toMatchObject({ code: 'OFFLINE' });
    expect(hub.requests).toEqual([]);
  });
});
