import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  imageKey,
  jobKeyPrefix,
  maskKey,
  sourceKey,
  thumbnailKey,
  type EngineInfo,
} from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { createTestDatabase, tempDir } from '@atelier/testkit';
import { v7 as uuidv7 } from 'uuid';
import { gradient, pixelsOf, plain, toSharp } from '../../uploads/testing/pictures.js';
import { createAcceptFixture, worker, type AcceptFixture } from './testing/accept-fixture.js';

const picture = await toSharp(gradient(96, 64)).png().toBuffer();
const image = picture.toString('base64');
const mask = (
  await toSharp(plain(96, 64, [255, 255, 255]))
    .png()
    .toBuffer()
).toString('base64');
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let fixture: AcceptFixture;
let owner: string;

beforeAll(async () => {
  fixture = await createAcceptFixture(await createTestDatabase(), await tempDir());
});
beforeEach(async () => {
  owner = await fixture.newOwner();
});
afterAll(() => fixture.close());

const accept: AcceptFixture['accept'] = (...args) => fixture.accept(...args);
const find = async (id: string, ownerId = owner) => {
  const job = await fixture.database.imageJobs.find(ownerId, id);
  if (!job) throw new Error('There is no such job.');
  return job;
};
const blobsOf = (id: string) => fixture.blobs.list(jobKeyPrefix(id), { limit: 10 });

async function failureOf(work: Promise<unknown>) {
  const { code, fields } = await work.then(() => {
    throw new Error('It did not fail.');
  }, toAppError);
  return { code, fields: fields.map(({ field }) => field) };
}

/** Ends a job as a worker would, with one picture for each of its count. */
async function finish(id: string, engine: EngineInfo = worker): Promise<readonly string[]> {
  const { settings } = await find(id);
  const images = Array.from({ length: settings.count }, (_, index) => ({
    ...{ id: uuidv7(), index, key: imageKey(id, index), sha256: sha256Of(picture) },
    ...{ bytes: picture.length, width: 96, height: 64, seed: settings.seed + index },
    ...{ format: 'png' as const, look: '0'.repeat(16) },
    thumbnail: { key: thumbnailKey(id, index), bytes: 1 },
  }));
  for (const { key } of images) {
    await fixture.blobs.put(key, picture, { contentType: 'image/png' });
  }
  const result = { engine, durationMs: 1 };
  await fixture.database.imageJobs.markSucceeded({ jobId: id, fence: 1, images, result });
  return images.map((one) => one.id);
}

describe('a request', () => {
  it('becomes a job, and is answered with it', async () => {
    const before = fixture.accepted();
    const body = {
      prompt: 'a red boat',
      user_id: 'ann',
      count: 3,
      webhook_url: 'https://a.example',
    };
    const { job, reused } = await accept(fixture.call(owner), body);
    expect(reused).toBe(false);
    expect(job).toMatchObject({ kind: 'generate', status: 'queued', images: [] });
    expect(await find(job.id)).toMatchObject({
      ...{ userLabel: 'ann', requestId: 'r', priority: 1, recipeHash: undefined },
      settings: { prompt: 'a red boat', width: 512, count: 3 },
    });
    expect(fixture.accepted()).toBe(before + 1);
    expect(await blobsOf(job.id)).toEqual([]);
  });

  it('has another seed each time', async () => {
    const jobs = [
      await accept(fixture.call(owner), { prompt: 'a' }),
      await accept(fixture.call(owner), { prompt: 'a' }),
    ];
    const [one, other] = jobs.map(({ job }) => job.settings.seed);
    expect(one).not.toBe(other);
  });

  it('with pictures has them in the store before its row', async () => {
    const input = {
      kind: 'inpaint',
      prompt: 'a cat',
      image: `data:image/png;base64,${image}`,
      mask,
    } as const;
    const { job } = await accept(fixture.call(owner), input);
    const { work } = await find(job.id);
    if (work.kind !== 'inpaint') throw new Error('Another kind.');
    const stored = await fixture.blobs.get(sourceKey(job.id));
    expect(sha256Of(stored ?? Buffer.alloc(0))).toBe(work.source.sha256);
    expect((await pixelsOf(stored ?? Buffer.alloc(0))).data).toEqual(gradient(96, 64).data);
    expect(sha256Of((await fixture.blobs.get(maskKey(job.id))) ?? Buffer.alloc(0))).toBe(
      work.mask.sha256,
    );
    expect(job.settings).toMatchObject({ width: 96, height: 64, strength: 1 });
  });

  it.each([
    ['a source that is none', { image: 'bm9uZQ==' }, '/image'],
    ['a source that is no base64', { image: '!!!' }, '/image'],
    ['a mask that is none', { image, mask: 'bm9uZQ==' }, '/mask'],
    ['a mask of another size', { image }, undefined],
  ])('with %s is refused by name', async (_name, pictures, field) => {
    const small = (
      await toSharp(plain(32, 32, [255, 255, 255]))
        .png()
        .toBuffer()
    ).toString('base64');
    const input = { kind: 'inpaint', prompt: 'a cat', mask, ...pictures } as const;
    const sent = field === undefined ? { ...input, mask: small } : input;
    expect(await failureOf(accept(fixture.call(owner), sent))).toEqual({
      code: 'INVALID_INPUT',
      fields: [field ?? '/mask'],
    });
  });

  it('for too much is refused by name', async () => {
    const wide = (
      await toSharp(plain(3_500, 16, [1, 2, 3]))
        .png()
        .toBuffer()
    ).toString('base64');
    const extend = { left: 600 };
    const input = { kind: 'outpaint', prompt: 'a', image: wide, extend } as const;
    expect(await failureOf(accept(fixture.call(owner), input))).toMatchObject({
      fields: ['/extend'],
    });
    const enlarge = { kind: 'upscale', image: wide, factor: 2 } as const;
    expect(await failureOf(accept(fixture.call(owner), enlarge))).toMatchObject({
      fields: ['/factor'],
    });
  });

  it('that may not be drawn is refused', async () => {
    const code = 'CONTENT_REFUSED';
    const words = { prompt: 'a naked child' };
    expect(await failureOf(accept(fixture.call(owner), words))).toMatchObject({ code });
    const undress = { kind: 'edit', prompt: 'undress her', image } as const;
    expect(await failureOf(accept(fixture.call(owner), undress))).toMatchObject({ code });
  });

  it('asks whether its webhook may be told', async () => {
    const refused = new Error('no');
    const checkWebhookUrl = () => Promise.reject(refused);
    const body = { prompt: 'a', webhook_url: 'http://10.0.0.1' };
    await expect(accept(fixture.call(owner), body, { checkWebhookUrl })).rejects.toBe(refused);
    await accept(fixture.call(owner), { prompt: 'a' }, { checkWebhookUrl });
  });

  it('whose sender has left is not accepted', async () => {
    const call = { ...fixture.call(owner), signal: AbortSignal.abort() };
    const input = { kind: 'edit', prompt: 'a cat', image } as const;
    expect(await failureOf(accept(call, input))).toMatchObject({ code: 'CANCELLED' });
    expect(await fixture.database.imageJobs.countUnfinished(owner)).toBe(0);
  });
});

describe('a picture of the gallery', () => {
  it('is what its owner starts from, with its words', async () => {
    const first = await accept(fixture.call(owner), {
      prompt: 'a red boat',
      steps: 7,
      style: 'anime',
    });
    const [imageId = ''] = await finish(first.job.id);
    const { job } = await accept(fixture.call(owner), { kind: 'variation', image_id: imageId });
    expect(job).toMatchObject({
      source_image_id: imageId,
      settings: { prompt: 'a red boat', style: 'anime', steps: 7, width: 128, height: 64 },
    });
    expect(await blobsOf(job.id)).toEqual([sourceKey(job.id)]);
  });

  it('is nobody else’s', async () => {
    const { job } = await accept(fixture.call(owner), { prompt: 'a red boat' });
    const [imageId = ''] = await finish(job.id);
    const stranger = await fixture.newOwner();
    const input = { kind: 'variation', image_id: imageId } as const;
    const code = 'NOT_FOUND';
    expect(await failureOf(accept(fixture.call(stranger), input))).toMatchObject({ code });
    expect(await failureOf(fixture.redraw(fixture.call(stranger), imageId))).toMatchObject({
      code,
    });
    expect(await failureOf(fixture.redraw(fixture.call(owner), uuidv7()))).toMatchObject({ code });
  });

  it('whose file is gone is said to be', async () => {
    const { job } = await accept(fixture.call(owner), { prompt: 'a red boat' });
    const [imageId = ''] = await finish(job.id);
    await fixture.blobs.delete(imageKey(job.id, 0));
    const input = { kind: 'variation', image_id: imageId } as const;
    expect(await failureOf(accept(fixture.call(owner), input))).toMatchObject({
      code: 'SOURCE_GONE',
    });
  });
});

describe('the limit', () => {
  it('holds for requests at the same moment, and leaves nothing behind', async () => {
    const keys = await fixture.keys();
    const input = { kind: 'edit', prompt: 'a cat', image } as const;
    const calls = Array.from({ length: 9 }, () => accept(fixture.call(owner), input));
    const ends = await Promise.allSettled(calls);
    const codes = ends.flatMap((end) =>
      end.status === 'rejected' ? [toAppError(end.reason).code] : [],
    );
    expect(codes).toEqual(Array(4).fill('TOO_MANY_JOBS'));
    expect(await fixture.database.imageJobs.countUnfinished(owner)).toBe(5);
    const jobs = await fixture.database.imageJobs.list(owner, { limit: 10 });
    const expected = [...keys, ...jobs.map(({ id }) => sourceKey(id))].sort();
    expect([...(await fixture.keys())].sort()).toEqual(expected);
  });

  it('is one for each owner', async () => {
    const options = { maxUnfinishedJobs: 1 };
    await accept(fixture.call(owner), { prompt: 'a' }, options);
    const again = accept(fixture.call(owner), { prompt: 'a' }, options);
    expect(await failureOf(again)).toMatchObject({ code: 'TOO_MANY_JOBS' });
    await accept(fixture.call(await fixture.newOwner()), { prompt: 'a' }, options);
  });
});

describe('an idempotency key', () => {
  const claim = async (key: string) => {
    const { idempotency } = fixture.database;
    const made = { ownerId: owner, key, fingerprint: 'f' };
    return { made, outcome: await idempotency.claim({ ...made, leaseMs: 60_000 }) };
  };

  it('keeps the answer with the job', async () => {
    const { made } = await claim('one');
    const { job } = await accept(fixture.call(owner, made), { prompt: 'a' });
    const replay = (await claim('one')).outcome;
    expect(replay).toMatchObject({ outcome: 'replay', statusCode: 202, body: { id: job.id } });
  });

  it('keeps the answer of a job that is there already', async () => {
    const input = { prompt: 'a', seed: 1 };
    const { job } = await accept(fixture.call(owner), input);
    await finish(job.id);
    const { made } = await claim('two');
    expect((await accept(fixture.call(owner, made), input)).reused).toBe(true);
    expect((await claim('two')).outcome).toMatchObject({
      ...{ outcome: 'replay', statusCode: 200 },
      body: { id: job.id, reused: true },
    });
  });

  it('that somebody else has taken over makes no job', async () => {
    const made = { ownerId: owner, key: 'nobody holds it', fingerprint: 'f' };
    const keys = await fixture.keys();
    const input = { kind: 'edit', prompt: 'a cat', image } as const;
    expect(await failureOf(accept(fixture.call(owner, made), input))).toMatchObject({
      code: 'IDEMPOTENCY_IN_FLIGHT',
    });
    expect(await fixture.database.imageJobs.countUnfinished(owner)).toBe(0);
    expect(await fixture.keys()).toEqual(keys);
  });
});

describe('the very same request', () => {
  const input = { kind: 'edit', prompt: 'a cat', image, seed: 4, count: 2 } as const;
  const again = (changes: Parameters<typeof accept>[2] = {}, body: object = {}) =>
    accept(fixture.call(owner), { ...input, ...body }, changes);
  const first = async (engine?: EngineInfo) => {
    const { job } = await again();
    return { id: job.id, images: await finish(job.id, engine) };
  };

  it('is answered with what is there', async () => {
    const { id, images } = await first();
    const before = await fixture.keys();
    const { job, reused } = await again();
    expect(reused).toBe(true);
    expect(job).toMatchObject({ id, reused: true, status: 'succeeded' });
    expect(job.images.map((one) => one.id)).toEqual(images);
    expect(await fixture.keys()).toEqual(before);
  });

  it.each([
    ['it is not wanted', { body: { reuse: false } }],
    ['somebody is to be told', { body: { webhook_url: 'https://a.example' } }],
    ['it is not the same', { body: { strength: 0.7 } }],
    ['it has no seed', { body: { seed: undefined } }],
    ['no worker tells its model', { workers: [] }],
    ['another model draws', { workers: [{ ...worker, model: 'sdxl' }] }],
    ['one of two workers has another', { workers: [worker, { ...worker, model: 'sdxl' }] }],
    ['its files are others', { workers: [{ ...worker, modelHash: 'cd'.repeat(8) }] }],
  ])(
    'is drawn where %s',
    async (_name, { body, workers }: { body?: object; workers?: (typeof worker)[] }) => {
      await first();
      const changes = workers && { workers: () => Promise.resolve(workers) };
      expect((await again(changes, body)).reused).toBe(false);
    },
  );

  it('is drawn where the one before is not finished, has lost a picture, or is another’s', async () => {
    expect((await again()).reused).toBe(false);
    expect((await again()).reused).toBe(false);
    const { images } = await first();
    const call = fixture.call(await fixture.newOwner());
    expect((await accept(call, input)).reused).toBe(false);
    expect((await again()).reused).toBe(true);
    await fixture.database.gallery.markMissing(images[1] ?? '');
    expect((await again()).reused).toBe(false);
  });

  it('is answered where the hash of the model is not known', async () => {
    const { modelHash: _hash, ...unhashed } = worker;
    await first(unhashed);
    expect((await again()).reused).toBe(true);
  });

  it('of an enlargement needs no seed and no worker', async () => {
    const enlarge = { kind: 'upscale', image, factor: 2 } as const;
    const { job } = await accept(fixture.call(owner), enlarge);
    await finish(job.id);
    const nobody = { workers: () => Promise.resolve([]) };
    expect(await accept(fixture.call(owner), enlarge, nobody)).toMatchObject({ reused: true });
  });
});

describe('a redraw', () => {
  it('is the same job for one picture, with its seed', async () => {
    const input = { kind: 'inpaint', prompt: 'a cat', image, mask, seed: 40, count: 3 } as const;
    const first = await accept(fixture.call(owner), { ...input, style: 'logo', user_id: 'ann' });
    const [, second = ''] = await finish(first.job.id);
    const job = await fixture.redraw(fixture.call(owner), second);
    const [then, now] = [await find(first.job.id), await find(job.id)];
    expect(now.settings).toEqual({ ...then.settings, seed: 41, count: 1 });
    expect(now).toMatchObject({
      work: then.work,
      userLabel: 'ann',
      redrawOf: { imageId: second, sha256: sha256Of(picture), engine: { model: 'sd' } },
    });
    expect(job.redraw).toEqual({ of: second, differs: [] });
    for (const key of [sourceKey, maskKey]) {
      expect(await fixture.blobs.get(key(job.id))).toEqual(
        await fixture.blobs.get(key(first.job.id)),
      );
    }
  });

  it('works for a job of an older version, and counts against the limit', async () => {
    const { database } = fixture;
    const { job } = await accept(fixture.call(owner), { prompt: 'a' });
    const drawn = {
      ...{ id: uuidv7(), index: 0, key: imageKey(job.id, 0), sha256: 'a'.repeat(64), bytes: 1 },
      ...{ width: 64, height: 64, seed: 3, format: 'png' as const, look: '0'.repeat(16) },
      thumbnail: { key: 'image-jobs/x', bytes: 1 },
    };
    await database.imageJobs.markSucceeded({ jobId: job.id, fence: 1, images: [drawn] });
    expect((await fixture.redraw(fixture.call(owner), drawn.id)).redraw?.of).toBe(drawn.id);
    for (let i = 0; i < 4; i += 1) await fixture.redraw(fixture.call(owner), drawn.id);
    expect(await failureOf(fixture.redraw(fixture.call(owner), drawn.id))).toMatchObject({
      code: 'TOO_MANY_JOBS',
    });
  });

  it('is refused where its source is gone', async () => {
    const { job } = await accept(fixture.call(owner), { kind: 'edit', prompt: 'a', image });
    const [imageId = ''] = await finish(job.id);
    await fixture.blobs.delete(sourceKey(job.id));
    expect(await failureOf(fixture.redraw(fixture.call(owner), imageId))).toMatchObject({
      code: 'SOURCE_GONE',
    });
  });
});
