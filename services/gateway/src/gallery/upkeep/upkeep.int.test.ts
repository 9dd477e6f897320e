import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  imageKey,
  jobKeyPrefix,
  manifestKey,
  maskKey,
  sourceKey,
  thumbnailKey,
} from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { BlobStore } from '@atelier/storage';
import { createTestDatabase, tempDir } from '@atelier/testkit';
import { v7 as uuidv7 } from 'uuid';
import {
  createGalleryFixture,
  log,
  never,
  type GalleryFixture,
} from '../testing/gallery-fixture.js';
import { createFileDeleter } from './file-deleter.js';
import { createMissingFiles } from './missing-files.js';
import { createRetention } from './retention.js';
import { createStrayFiles } from './stray-files.js';

const hourMs = 3_600_000;
const twoHoursOn = () => Date.now() + 2 * hourMs;
const text = { contentType: 'text/plain' };

let fixture: GalleryFixture;
beforeAll(async () => {
  fixture = await createGalleryFixture({
    testDatabase: await createTestDatabase(),
    dir: await tempDir(),
  });
});
afterAll(() => fixture.close());

const put = (key: string) => fixture.blobs.put(key, Buffer.from('x'), text);
const remove = (...ids: readonly string[]) => fixture.database.gallery.remove(fixture.ownerId, ids);

/** Empties gallery and store. */
beforeEach(async () => {
  const { gallery } = fixture.database;
  for (const ownerId of [fixture.ownerId, fixture.strangerId]) {
    const found = await gallery.list(ownerId, { limit: 1_000 });
    await gallery.remove(
      ownerId,
      found.map(({ id }) => id),
    );
  }
  await deleter()(never);
  for (const key of await fixture.blobs.list('', { limit: 1_000 })) await fixture.blobs.delete(key);
});

function deleter(blobs: Pick<BlobStore, 'list' | 'delete'> = fixture.blobs) {
  return createFileDeleter({ blobDeletions: fixture.database.blobDeletions, blobs, log });
}

describe('files whose rows are removed', () => {
  it('are deleted, and no others', async () => {
    const two = await fixture.draw({ count: 2 });
    const one = await fixture.draw();
    await put(sourceKey(one.jobId));
    const other = await fixture.draw();
    await remove(two.ids[1] ?? '', one.id);
    expect(await fixture.files(one.jobId)).toHaveLength(4);
    await deleter()(never);
    expect(await fixture.files(one.jobId)).toEqual([]);
    expect(await fixture.files(two.jobId)).toEqual(['0.png', '0.thumbnail.webp', 'manifest.json']);
    expect(await fixture.files(other.jobId)).toHaveLength(3);
    expect(await fixture.database.blobDeletions.next(9)).toEqual([]);
  });

  it('are deleted after a crash in the middle', async () => {
    const { id, jobId } = await fixture.draw();
    await remove(id);
    let deleted = 0;
    const dying = {
      ...fixture.blobs,
      delete: async (key: string) => {
        if (deleted === 1) throw new Error('killed');
        deleted += 1;
        await fixture.blobs.delete(key);
      },
    };
    await expect(deleter(dying)(never)).rejects.toThrow('killed');
    expect(await fixture.files(jobId)).toHaveLength(2);
    await deleter()(never);
    expect(await fixture.files(jobId)).toEqual([]);
    // Killed between the files and the row: the same again, for nothing.
    await deleter()(never);
    expect(await fixture.database.blobDeletions.next(9)).toEqual([]);
  });

  it('hold up no others when they can not be deleted', async () => {
    const stuck = await fixture.draw();
    const fine = await fixture.draw();
    await remove(stuck.id);
    await remove(fine.id);
    const broken = {
      ...fixture.blobs,
      delete: (key: string) =>
        key.includes(stuck.jobId)
          ? Promise.reject(new AppError('STORAGE_UNAVAILABLE'))
          : fixture.blobs.delete(key),
    };
    await expect(deleter(broken)(never)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(await fixture.files(fine.jobId)).toEqual([]);
    expect(await fixture.files(stuck.jobId)).toHaveLength(3);
    await deleter()(never);
    expect(await fixture.files(stuck.jobId)).toEqual([]);
  });

  it('wait while the store does not answer, which is not asked for each', async () => {
    for (let index = 0; index < 5; index += 1) await remove((await fixture.draw()).id);
    let asked = 0;
    const away = {
      ...fixture.blobs,
      list: () => {
        asked += 1;
        return Promise.reject(new AppError('STORAGE_UNAVAILABLE'));
      },
    };
    await expect(deleter(away)(never)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(asked).toBe(3);
    expect(await fixture.database.blobDeletions.next(9)).toHaveLength(5);
    await deleter()(AbortSignal.abort());
    expect(await fixture.database.blobDeletions.next(9)).toHaveLength(5);
  });
});

describe('retention', () => {
  const retain = async (days: number) => {
    let kicks = 0;
    const onRemoved = () => (kicks += 1);
    await createRetention({ gallery: fixture.database.gallery, days, onRemoved, log })(never);
    return kicks;
  };
  const isThere = async (id: string) => (await fixture.database.gallery.ownerOf(id)) !== undefined;

  it('keeps everything for ever, and young pictures for their time', async () => {
    const { id } = await fixture.draw();
    expect([await retain(0), await retain(1)]).toEqual([0, 0]);
    expect(await isThere(id)).toBe(true);
  });

  it('removes what is old, keeps favourites, and what an unfinished job starts from', async () => {
    const old = await fixture.draw({ ownerId: fixture.strangerId });
    const liked = await fixture.draw();
    const source = await fixture.draw();
    await fixture.database.gallery.change(fixture.ownerId, liked.id, { favourite: true });
    const jobId = uuidv7();
    await put(sourceKey(jobId));
    await fixture.database.imageJobs.create({
      ...{ id: jobId, ownerId: fixture.ownerId, userLabel: 'ann', requestId: 'r', warnings: [] },
      settings: { ...(await settingsOf(liked.id)), count: 1 },
      sourceImageId: source.id,
    });
    // A fraction of a day, so that nothing has to be made old.
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await retain(1 / 86_400_000)).toBe(1);
    expect([await isThere(old.id), await isThere(source.id)]).toEqual([false, false]);
    expect(await isThere(liked.id)).toBe(true);
    await deleter()(never);
    await createStrayFiles({
      ...{ gallery: fixture.database.gallery, blobs: fixture.blobs, log, now: twoHoursOn },
    })(never);
    expect(await fixture.files(old.jobId)).toEqual([]);
    expect(await fixture.files(liked.jobId)).toHaveLength(3);
    expect(await fixture.files(jobId)).toEqual(['source.png']);
    await fixture.database.imageJobs.cancel(fixture.ownerId, jobId);
  });

  async function settingsOf(id: string) {
    const picture = await fixture.database.gallery.find(fixture.ownerId, id);
    if (!picture) throw new Error('The picture is gone.');
    return picture.job.settings;
  }
});

describe('files that no row needs', () => {
  const sweep = (options: { readonly now?: () => number; readonly maxPages?: number } = {}) =>
    createStrayFiles({
      gallery: fixture.database.gallery,
      blobs: fixture.blobs,
      log,
      now: twoHoursOn,
      ...options,
    });
  const newJob = async () => {
    const { id } = await fixture.draw();
    const picture = await fixture.database.gallery.find(fixture.ownerId, id);
    if (!picture) throw new Error('The picture is gone.');
    const jobId = uuidv7();
    await fixture.database.imageJobs.create({
      ...{ id: jobId, ownerId: fixture.ownerId, userLabel: 'ann', requestId: 'r', warnings: [] },
      settings: picture.job.settings,
    });
    return jobId;
  };

  it('are deleted when they are old', async () => {
    const nobodys = uuidv7();
    await put(sourceKey(nobodys));
    const { jobId } = await fixture.draw({ count: 2 });
    for (const key of [sourceKey(jobId), maskKey(jobId)]) await put(key);
    await put(imageKey(jobId, 2));
    const running = await newJob();
    for (const key of [sourceKey(running), imageKey(running, 0)]) await put(key);
    const ended = await newJob();
    for (const key of [sourceKey(ended), imageKey(ended, 0), thumbnailKey(ended, 0)])
      await put(key);
    await fixture.database.imageJobs.cancel(fixture.ownerId, ended);
    await put('image-jobs/notes.txt');
    await put('image-jobs/not-an-id/0.png');
    await put('elsewhere/0.png');

    await sweep({ now: Date.now })(never);
    expect(await fixture.files(nobodys)).toHaveLength(1);
    await sweep()(never);
    expect(await fixture.files(nobodys)).toEqual([]);
    expect(await fixture.files(ended)).toEqual([]);
    expect(await fixture.files(running)).toEqual(['0.png', 'source.png']);
    expect(await fixture.files(jobId)).toEqual([
      ...['0.png', '0.thumbnail.webp', '1.png', '1.thumbnail.webp'],
      ...['manifest.json', 'mask.png', 'source.png'],
    ]);
    for (const key of ['image-jobs/notes.txt', 'image-jobs/not-an-id/0.png', 'elsewhere/0.png']) {
      expect(await fixture.blobs.stat(key)).toBeDefined();
    }
    await fixture.database.imageJobs.cancel(fixture.ownerId, running);
  });

  it('are found page by page, over several passes', async () => {
    const folders = [];
    for (let index = 0; index < 15; index += 1) {
      const jobId = uuidv7();
      folders.push(jobId);
      for (let file = 0; file < 90; file += 1) await put(`${jobKeyPrefix(jobId)}${file}.png`);
    }
    const pass = sweep({ maxPages: 1 });
    await pass(never);
    expect(await fixture.blobs.list('image-jobs/', { limit: 1_000 })).toHaveLength(350);
    await pass(never);
    expect(await fixture.blobs.list('image-jobs/', { limit: 1_000 })).toEqual([]);
  });

  it('are all kept when it is the rows that are lost', async () => {
    for (let index = 0; index < 20; index += 1) await put(manifestKey(uuidv7()));
    const { jobId } = await fixture.draw();
    await sweep()(never);
    expect(await fixture.blobs.list('image-jobs/', { limit: 99 })).toHaveLength(23);
    expect(await fixture.files(jobId)).toHaveLength(3);
  });
});

describe('pictures without a file', () => {
  const pass = (perPass?: number) =>
    createMissingFiles({
      ...{ gallery: fixture.database.gallery, blobs: fixture.blobs, log },
      ...(perPass !== undefined && { perPass }),
    });
  const isMissing = async (id: string) =>
    (await fixture.database.gallery.find(fixture.ownerId, id))?.missingAt !== undefined;

  it('are marked, and are not any more when it is back', async () => {
    const gone = await fixture.draw();
    const there = await fixture.draw();
    await fixture.blobs.delete(imageKey(gone.jobId, 0));
    await pass()(never);
    expect([await isMissing(gone.id), await isMissing(there.id)]).toEqual([true, false]);
    await fixture.blobs.put(imageKey(gone.jobId, 0), gone.bytes, text);
    await pass()(never);
    expect(await isMissing(gone.id)).toBe(false);
  });

  it('are found over several passes', async () => {
    const { ids, jobId } = await fixture.draw({ count: 5 });
    await fixture.blobs.delete(imageKey(jobId, 4));
    const next = pass(2);
    await next(never);
    await next(never);
    expect(await isMissing(ids[4] ?? '')).toBe(false);
    await next(never);
    expect(await isMissing(ids[4] ?? '')).toBe(true);
  });

  it('are not marked when it is the store that is lost', async () => {
    const { ids, jobId } = await fixture.draw({ count: 20 });
    for (const index of ids.keys()) await fixture.blobs.delete(imageKey(jobId, index));
    await pass()(never);
    expect(await isMissing(ids[0] ?? '')).toBe(false);
  });
});
