import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { imageKey, thumbnailKey } from '@atelier/contracts';
import { createTestDatabase, tempDir } from '@atelier/testkit';
import sharp from 'sharp';
import { createGalleryFixture, type GalleryFixture } from '../testing/gallery-fixture.js';

const base = '/api/v1/images';

let fixture: GalleryFixture;
beforeAll(async () => {
  fixture = await createGalleryFixture({
    testDatabase: await createTestDatabase(),
    dir: await tempDir(),
  });
});
afterAll(() => fixture.close());

const forget = (id: string) =>
  fixture.database.gallery.setThumbnail(id, { key: 'image-jobs/nowhere', bytes: 1 });
const find = (id: string) => fixture.database.gallery.find(fixture.ownerId, id);

describe('a picture', () => {
  it('is served as it is stored, and in parts', async () => {
    const { id, bytes } = await fixture.draw();
    const whole = await fixture.api().get(`${base}/${id}`);
    expect(whole.status).toBe(200);
    expect(bytes.equals(whole.body as Buffer)).toBe(true);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(whole.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.length),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${sha256}"`,
    });
    expect(whole.headers['content-disposition']).toMatch(
      /^inline; filename="\d{4}-\d\d-\d\d-a-red-boat-42\.png"$/,
    );
    const part = await fixture.api().get(`${base}/${id}`).set('Range', 'bytes=10-19');
    expect(part.status).toBe(206);
    expect(bytes.subarray(10, 20).equals(part.body as Buffer)).toBe(true);
    const rest = await fixture
      .api()
      .get(`${base}/${id}`)
      .set({ Range: `bytes=${bytes.length - 5}-`, 'If-Range': `"${sha256}"` });
    expect([rest.status, rest.headers['content-length']]).toEqual([206, '5']);
    const outside = await fixture.api().get(`${base}/${id}`).set('Range', `bytes=${bytes.length}-`);
    expect(outside.status).toBe(416);
  });

  it('is served in another format, as an attachment where that is wanted', async () => {
    const png = await fixture.draw({ settings: { prompt: 'Ein „Größtes“ Boot / 船!' } });
    const webp = await fixture.draw({ format: 'webp' });
    const converted = await fixture.api().get(`${base}/${png.id}?format=webp&download=true`);
    expect(converted.headers['content-type']).toBe('image/webp');
    expect(converted.headers['content-disposition']).toMatch(
      /^attachment; filename="[\d-]+ein-grotes-boot-42\.webp"; filename\*=UTF-8''[\d-]+ein-gr%C3%B6%C3%9Ftes-boot-%E8%88%B9-42\.webp$/,
    );
    const seen = await sharp(converted.body as Buffer).metadata();
    expect([seen.format, seen.width, seen.height]).toEqual(['webp', 64, 32]);
    const back = await fixture.api().get(`${base}/${webp.id}?format=png`);
    const pixels = await sharp(back.body as Buffer)
      .raw()
      .toBuffer();
    expect([...pixels.subarray(0, 3)]).toEqual([0, 255, 0]);
    const known = { 'If-None-Match': String(back.headers['etag']) };
    expect((await fixture.api().get(`${base}/${webp.id}?format=png`).set(known)).status).toBe(304);
    expect((await fixture.api().get(`${base}/${webp.id}`).set(known)).status).toBe(200);
    const same = await fixture.api().get(`${base}/${webp.id}?format=webp`);
    expect(webp.bytes.equals(same.body as Buffer)).toBe(true);
    expect((await fixture.api().get(`${base}/${webp.id}?format=svg`)).status).toBe(400);
  });

  it('whose file is gone says what to do, until it is back', async () => {
    const { id, jobId, bytes } = await fixture.draw();
    await fixture.blobs.delete(imageKey(jobId, 0));
    for (const query of ['', '?format=webp']) {
      const reply = await fixture.api().get(`${base}/${id}${query}`);
      expect(reply.body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
      expect(reply.text).toContain(`${base}/${id}/redraw`);
      expect(reply.headers).not.toHaveProperty('etag');
      expect(reply.headers['cache-control']).toBe('no-store');
    }
    expect((await find(id))?.missingAt).toBeInstanceOf(Date);
    const details = await fixture.api().get(`${base}/${id}/details`);
    expect(details.body).toMatchObject({ missing: true });
    await fixture.blobs.put(imageKey(jobId, 0), bytes, { contentType: 'image/png' });
    expect((await fixture.api().get(`${base}/${id}`)).status).toBe(200);
    expect((await find(id))?.missingAt).toBeUndefined();
  });

  it('that is damaged is told from one that is gone', async () => {
    const { id, jobId } = await fixture.draw();
    await fixture.blobs.put(imageKey(jobId, 0), Buffer.from('no picture'), {
      contentType: 'image/png',
    });
    const reply = await fixture.api().get(`${base}/${id}?format=webp`);
    expect(reply.body).toMatchObject({ status: 503, code: 'STORAGE_UNAVAILABLE' });
    expect((await find(id))?.missingAt).toBeUndefined();
  });
});

describe('a thumbnail', () => {
  it('is served as the worker made it', async () => {
    const { id } = await fixture.draw();
    const reply = await fixture.api().get(`${base}/${id}/thumbnail`);
    expect([reply.status, String(reply.body)]).toEqual([200, 'tiny']);
    expect(reply.headers['content-type']).toBe('image/webp');
    const known = { 'If-None-Match': String(reply.headers['etag']) };
    expect((await fixture.api().get(`${base}/${id}/thumbnail`).set(known)).status).toBe(304);
  });

  it('is made and kept where there is none', async () => {
    const { id, jobId } = await fixture.draw();
    await fixture.blobs.delete(thumbnailKey(jobId, 0));
    await forget(id);
    const reply = await fixture.api().get(`${base}/${id}/thumbnail`);
    const seen = await sharp(reply.body as Buffer).metadata();
    expect([seen.format, seen.width, seen.height]).toEqual(['webp', 64, 32]);
    const kept = await fixture.blobs.get(thumbnailKey(jobId, 0));
    expect(Buffer.from(kept ?? []).equals(reply.body as Buffer)).toBe(true);
    expect(await find(id)).toMatchObject({
      thumbnailKey: thumbnailKey(jobId, 0),
      thumbnailBytes: kept?.length,
    });
  });

  it('of a picture whose file is gone says so', async () => {
    const { id, jobId } = await fixture.draw();
    await forget(id);
    await fixture.blobs.delete(imageKey(jobId, 0));
    const reply = await fixture.api().get(`${base}/${id}/thumbnail`);
    expect(reply.body).toMatchObject({ status: 404 });
    expect((await find(id))?.missingAt).toBeInstanceOf(Date);
  });
});
