import { randomBytes, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BlobStore } from './blob-store.js';

export interface BlobStoreUnderTest {
  readonly store: BlobStore;
  /** True when `ifAbsent` holds between writers at the same moment. */
  readonly ifAbsentIsFirm: boolean;
  cleanUp(): Promise<void>;
}

const text = { contentType: 'text/plain; charset=utf-8' };
const picture = { contentType: 'image/png' };
const hostileKeys = [
  '',
  '/',
  '/etc/passwd',
  'a/',
  'a//b',
  '.',
  '..',
  '../a',
  'a/../b',
  'a/./b',
  'a/..',
  '.tmp/a',
  'a/.hidden',
  'a\\b',
  'a b',
  'a\0b',
  'a\nb',
  'a%2fb',
  'ä',
  'C:a',
  'a'.repeat(256),
  `${'a/'.repeat(256)}a`,
];

/** What every `BlobStore` does, whatever lies underneath. */
export function describeBlobStore(name: string, create: () => Promise<BlobStoreUnderTest>): void {
  describe(`${name} as a BlobStore`, () => {
    let under: BlobStoreUnderTest;
    let store: BlobStore;
    const fresh = () => `t${randomUUID()}`;

    beforeAll(async () => {
      under = await create();
      ({ store } = under);
    });
    afterAll(async () => {
      store.close();
      await under.cleanUp();
    });

    it('gives back what was put', async () => {
      const key = `${fresh()}/pictures/0.png`;
      const bytes = randomBytes(1_000);
      const before = Date.now();
      expect(await store.put(key, bytes, picture)).toBe('stored');

      expect(bytes.equals(present(await store.get(key)))).toBe(true);
      const info = await store.stat(key);
      expect(info?.bytes).toBe(1_000);
      // S3 tells whole seconds.
      expect(info?.modifiedAt.getTime()).toBeGreaterThan(before - 2_000);
      const opened = await store.open(key);
      expect(opened).toMatchObject({ bytes: 1_000, contentType: 'image/png' });
      expect(bytes.equals(await drain(present(opened).stream))).toBe(true);
    });

    it('keeps an empty object', async () => {
      const key = fresh();
      await store.put(key, new Uint8Array(0), text);
      expect(await store.get(key)).toHaveLength(0);
      expect(await store.stat(key)).toMatchObject({ bytes: 0 });
      const opened = await store.open(key);
      expect(await drain(present(opened).stream)).toHaveLength(0);
    });

    it('keeps 5 MB', async () => {
      const key = `${fresh()}/large.png`;
      const bytes = randomBytes(5_000_000);
      await store.put(key, bytes, picture);
      expect(bytes.equals(present(await store.get(key)))).toBe(true);
      const opened = await store.open(key);
      expect(bytes.equals(await drain(present(opened).stream))).toBe(true);
    });

    it('opens a part of an object', async () => {
      const key = fresh();
      const bytes = randomBytes(200_000);
      await store.put(key, bytes, text);
      for (const [start, end] of [
        [0, 0],
        [70_000, 150_000],
        [199_999, 199_999],
      ] as const) {
        const opened = present(await store.open(key, { start, end }));
        expect(opened.bytes).toBe(end - start + 1);
        expect(bytes.subarray(start, end + 1).equals(await drain(opened.stream))).toBe(true);
      }
    });

    it('takes the longest key', async () => {
      const key = `${fresh()}/`.padEnd(250, 'k') + '/' + 'k'.repeat(255);
      await store.put(key, Buffer.from('long'), text);
      expect(await store.list(key.slice(0, 250), { limit: 2 })).toEqual([key]);
      await store.delete(key);
    });

    it('says undefined for what is not there', async () => {
      const key = fresh();
      expect(await store.get(key)).toBeUndefined();
      expect(await store.open(key)).toBeUndefined();
      expect(await store.stat(key)).toBeUndefined();
      expect(await store.list(key, { limit: 10 })).toEqual([]);
    });

    it('does not take a folder for an object', async () => {
      const key = fresh();
      await store.put(`${key}/a`, Buffer.from('x'), text);
      expect(await store.get(key)).toBeUndefined();
      expect(await store.stat(key)).toBeUndefined();
      expect(await store.get(`${key}/a/b`)).toBeUndefined();
      await store.delete(key);
      await store.delete(`${key}/a/b`);
      expect(await store.list(key, { limit: 10 })).toEqual([`${key}/a`]);
    });

    it('replaces by a plain put', async () => {
      const key = fresh();
      await store.put(key, Buffer.from('a longer first version'), text);
      expect(await store.put(key, Buffer.from('second'), text)).toBe('stored');
      expect(toText(await store.get(key))).toBe('second');
    });

    it('does not replace with ifAbsent', async () => {
      const key = fresh();
      expect(await store.put(key, Buffer.from('1'), { ...text, ifAbsent: true })).toBe('stored');
      expect(await store.put(key, Buffer.from('2'), { ...text, ifAbsent: true })).toBe('exists');
      expect(toText(await store.get(key))).toBe('1');
    });

    it('keeps one whole object when eight write at once with ifAbsent', async () => {
      for (let round = 0; round < 5; round += 1) {
        const key = `${fresh()}/manifest.json`;
        const versions = Array.from({ length: 8 }, () => randomBytes(20_000));
        const results = await Promise.all(
          versions.map((bytes) => store.put(key, bytes, { ...text, ifAbsent: true })),
        );
        const stored = versions.filter((_, index) => results[index] === 'stored');
        const kept = present(await store.get(key));
        expect(stored.length).toBeGreaterThanOrEqual(1);
        expect(stored.some((bytes) => bytes.equals(kept))).toBe(true);
        if (under.ifAbsentIsFirm) expect(stored).toHaveLength(1);
      }
    });

    it('shows a reader the old or the new object, never a mixture', async () => {
      const key = `${fresh()}/swap`;
      const versions = ['a', 'b'].map((letter) => Buffer.alloc(300_000, letter));
      await store.put(key, present(versions[0]), text);
      const seen = await Promise.all(
        Array.from({ length: 12 }, async (_, index) => {
          if (index % 2 === 0) await store.put(key, present(versions[(index / 2) % 2]), text);
          return await store.get(key);
        }),
      );
      const whole = seen.filter((bytes) =>
        versions.some((version) => version.equals(present(bytes))),
      );
      expect(whole).toHaveLength(12);
    });

    it('lists in byte order, page by page', async () => {
      const prefix = fresh();
      const names = ['a-b', 'a.b', 'a/x', 'a/y/z', 'a0', 'B', 'b', '0', 'a_'];
      for (const name of names) await store.put(`${prefix}/${name}`, Buffer.from(name), text);
      const sorted = ['0', 'B', 'a-b', 'a.b', 'a/x', 'a/y/z', 'a0', 'a_', 'b'];
      const keys = sorted.map((name) => `${prefix}/${name}`);

      expect(await store.list(`${prefix}/`, { limit: 100 })).toEqual(keys);
      expect(await store.list(prefix, { limit: 100 })).toEqual(keys);
      expect(await store.list(`${prefix}/a`, { limit: 100 })).toEqual(keys.slice(2, 8));
      expect(await store.list(`${prefix}/a/`, { limit: 100 })).toEqual(keys.slice(4, 6));
      const paged: string[] = [];
      for (;;) {
        const after = paged.at(-1);
        const page = await store.list(prefix, { limit: 2, ...(after && { after }) });
        expect(page.length).toBeLessThanOrEqual(2);
        if (page.length === 0) break;
        paged.push(...page);
      }
      expect(paged).toEqual(keys);
      const between = { limit: 100, after: `${prefix}/a/xx` };
      expect(await store.list(prefix, between)).toEqual(keys.slice(5));
    });

    it('deletes, also what is not there', async () => {
      const key = `${fresh()}/a/b`;
      await store.put(key, Buffer.from('x'), text);
      await store.delete(key);
      await store.delete(key);
      expect(await store.get(key)).toBeUndefined();
      // The folders that went with it come back.
      expect(await store.put(key, Buffer.from('y'), text)).toBe('stored');
    });

    it('puts and deletes side by side in one folder', async () => {
      const folder = fresh();
      await store.put(`${folder}/stays`, Buffer.from('x'), text);
      await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          for (let round = 0; round < 5; round += 1) {
            await store.put(`${folder}/${index}`, Buffer.from('x'), text);
            await store.delete(`${folder}/${index}`);
          }
        }),
      );
      expect(await store.list(folder, { limit: 10 })).toEqual([`${folder}/stays`]);
    });

    it.each(hostileKeys)('refuses the key %j', async (key) => {
      const refused = expect.objectContaining({ code: 'INVALID_INPUT' });
      await expect(store.put(key, Buffer.from('x'), text)).rejects.toEqual(refused);
      await expect(store.get(key)).rejects.toEqual(refused);
      await expect(store.open(key)).rejects.toEqual(refused);
      await expect(store.stat(key)).rejects.toEqual(refused);
      await expect(store.delete(key)).rejects.toEqual(refused);
    });

    it.each([
      ['../', { limit: 1 }],
      ['a//', { limit: 1 }],
      ['a', { limit: 0 }],
      ['a', { limit: 1_001 }],
      ['a', { limit: 1.5 }],
      ['a', { limit: 1, after: '../a' }],
    ])('refuses the listing %j %j', async (prefix, options) => {
      await expect(store.list(prefix, options)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });

    it('ends a call whose signal fires', async () => {
      const signal = AbortSignal.abort();
      const key = fresh();
      await expect(store.put(key, Buffer.from('x'), text, signal)).rejects.toMatchObject({
        code: 'CANCELLED',
      });
      await expect(store.get(key, signal)).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(await store.stat(key)).toBeUndefined();
    });

    it('lets a reader go in the middle', async () => {
      const key = fresh();
      await store.put(key, randomBytes(2_000_000), text);
      const opened = await store.open(key);
      for await (const chunk of present(opened).stream) {
        expect(chunk).toBeInstanceOf(Uint8Array);
        break;
      }
      expect(present(opened).stream.destroyed).toBe(true);
      expect(await store.stat(key)).toMatchObject({ bytes: 2_000_000 });
    });

    it('checks itself and leaves nothing behind', async () => {
      await Promise.all([store.check(), store.check(), store.check()]);
      expect(await store.list('checks/', { limit: 10 })).toEqual([]);
    });
  });
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Nothing is there.');
  return value;
}

async function drain(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await stream.toArray());
}

function toText(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}
