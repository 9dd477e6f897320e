import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { createTestDatabase, tempDir } from '@atelier/testkit';
import supertest from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import type { AccessPort } from '../../http/access-port.js';
import { testApp } from '../../http/testing/test-app.js';
import { createGalleryFixture, type GalleryFixture } from '../testing/gallery-fixture.js';
import { createImageLinks } from './image-links.js';
import { withImageLinks } from './with-image-links.js';

const base = '/api/v1/images';
const startMs = Date.now();
let now = startMs;

let fixture: GalleryFixture;
beforeAll(async () => {
  fixture = await createGalleryFixture({
    testDatabase: await createTestDatabase(),
    dir: await tempDir(),
  });
});
afterAll(() => fixture.close());

/** The application for whoever has a key, of which there is none, or a link. */
function keyless() {
  const { gallery, secrets } = fixture.database;
  const links = createImageLinks({ gallery, secrets, now: () => now });
  const counted: string[] = [];
  const access: AccessPort = {
    enter: () => Promise.reject(new AppError('UNAUTHENTICATED')),
    pass: () => {
      counted.push('address');
      return Promise.resolve();
    },
  };
  const { app, lines } = testApp({
    access: withImageLinks(access, links),
    handlers: fixture.handlers(),
  });
  return { api: supertest(app), links, lines, counted };
}

async function link(id: string, body: object = {}): Promise<string> {
  const reply = await fixture.api().post(`${base}/${id}/link`).send(body);
  expect(reply.status).toBe(200);
  return (reply.body as { readonly url: string }).url;
}

describe('a signed link', () => {
  it('gives the picture without a key, for as long as it says', async () => {
    const { id, bytes } = await fixture.draw();
    const reply = await fixture.api().post(`${base}/${id}/link`).send({ expires_in: 60 });
    const { url, expires_at: expiresAt } = reply.body as Record<string, string>;
    expect(Math.abs(Date.parse(expiresAt ?? '') - Date.now() - 60_000)).toBeLessThan(30_000);
    const { api, counted } = keyless();
    now = Date.now();
    const served = await api.get(url ?? '');
    expect(served.status).toBe(200);
    expect(bytes.equals(served.body as Buffer)).toBe(true);
    expect(served.headers['content-disposition']).toBe(`inline; filename="atelier-${id}.png"`);
    expect(served.headers['cache-control']).toMatch(/^private, max-age=([1-5]?\d|60)$/);
    expect(counted).toEqual(['address']);
    expect((await api.head(url ?? '')).status).toBe(200);
    expect((await api.get(url ?? '').set('Range', 'bytes=0-3')).status).toBe(206);
    expect((await api.get(`${url ?? ''}&format=webp&download=true`)).status).toBe(200);
    now = Date.parse(expiresAt ?? '');
    expect((await api.get(url ?? '')).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    now = Date.now();
  });

  it('gives nothing else', async () => {
    const { id } = await fixture.draw();
    const other = await fixture.draw();
    const url = await link(id);
    const query = url.slice(url.indexOf('?'));
    const { api } = keyless();
    expect((await api.get(`${base}/${other.id}${query}`)).status).toBe(403);
    for (const path of ['/thumbnail', '/details', '/lineage', '/similar']) {
      expect((await api.get(`${base}/${id}${path}${query}`)).status).toBe(401);
    }
    expect((await api.delete(url)).status).toBe(401);
    expect((await api.patch(url).send({ favourite: true })).status).toBe(401);
    expect((await api.get(`/api/v1/image-jobs/${id}${query}`)).status).toBe(401);
    expect((await api.get(`${base}${query}`)).status).toBe(401);
  });

  it('that was changed is refused, whatever key comes with it', async () => {
    const { id } = await fixture.draw();
    const url = await link(id);
    const [, expires = '', signature = ''] = /expires=(\d+)&signature=([\w-]+)/.exec(url) ?? [];
    expect(signature).toHaveLength(43);
    const first = signature.startsWith('A') ? 'B' : 'A';
    const { api, lines } = keyless();
    for (const query of [
      `expires=${Number(expires) + 1}&signature=${signature}`,
      `expires=0${expires}&signature=${signature}`,
      `expires=${expires}&signature=${first}${signature.slice(1)}`,
      `expires=${expires}&signature=${signature.slice(0, -2)}`,
      `expires=${expires}&signature=${signature}${signature}`,
      `expires=${expires}&signature=`,
      `expires=${expires}`,
      `signature=${signature}`,
    ]) {
      const reply = await api.get(`${base}/${id}?${query}`).set('Authorization', 'Bearer x');
      expect([query, reply.status]).toEqual([query, 403]);
    }
    const twice = `${url}&expires=1`;
    expect((await api.get(twice)).status).toBe(400);
    expect((await api.get(url)).status).toBe(200);
    expect(JSON.stringify(lines())).not.toContain(signature);
  });

  it('to what is gone, or never was, leads nowhere', async () => {
    const { id } = await fixture.draw();
    const url = await link(id);
    await fixture.database.gallery.remove(fixture.ownerId, [id]);
    const { api, links } = keyless();
    expect((await api.get(url)).status).toBe(404);
    const { url: never } = await links.create(uuidv7(), 60);
    expect((await api.get(never)).status).toBe(404);
  });

  it('is the same over all gateways, and ends when its secret is renewed', async () => {
    const { id } = await fixture.draw();
    const { database } = fixture;
    const key = await database.secrets.ensure('image-links', 'never used');
    expect(key).toMatch(/^[\w-]{43}$/);
    const url = await link(id);
    expect((await keyless().api.get(url)).status).toBe(200);
    const renewed = { ensure: () => Promise.resolve('another secret') };
    const links = createImageLinks({ gallery: database.gallery, secrets: renewed });
    const query = new URLSearchParams(url.slice(url.indexOf('?')));
    const given = { imageId: id, expires: query.get('expires') ?? '' };
    await expect(
      links.follow({ ...given, signature: query.get('signature') ?? '' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each([{ expires_in: 9 }, { expires_in: 604_801 }, { expires_in: '60' }, { more: 1 }])(
    'is not made for %j',
    async (body) => {
      const { id } = await fixture.draw();
      expect((await fixture.api().post(`${base}/${id}/link`).send(body)).status).toBe(400);
    },
  );
});
