import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GalleryImage, GalleryView, LineageView, SimilarView } from '@atelier/contracts';
import { createTestDatabase, tempDir } from '@atelier/testkit';
import { v7 as uuidv7 } from 'uuid';
import { createGalleryFixture, type GalleryFixture } from './testing/gallery-fixture.js';

const base = '/api/v1/images';
const source = { sha256: 'b'.repeat(64), width: 64, height: 32 };
const edit = { kind: 'edit', source, strength: 0.5 } as const;

let fixture: GalleryFixture;
beforeAll(async () => {
  fixture = await createGalleryFixture({
    testDatabase: await createTestDatabase(),
    dir: await tempDir(),
  });
});
afterAll(() => fixture.close());

const idsOf = (images: readonly { readonly id: string }[]) => images.map(({ id }) => id);

describe('the gallery', () => {
  it('lists pictures in pages, newest first', async () => {
    const { ids } = await fixture.draw({ count: 5, settings: { prompt: 'five foxes' } });
    await fixture.draw({ ownerId: fixture.strangerId, settings: { prompt: 'five foxes' } });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { q: 'foxes', limit: 2, ...(cursor !== undefined && { cursor }) };
      const page = GalleryView.parse((await fixture.api().get(base).query(query)).body);
      seen.push(...idsOf(page.images));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([...ids].reverse());
  });

  it.each(['cursor=nope', 'limit=0', 'favourite=maybe', 'kind=none', 'from=today', 'more=1'])(
    'refuses %s',
    async (query) => {
      expect((await fixture.api().get(`${base}?${query}`)).status).toBe(400);
    },
  );

  it('shows what a picture was made from, in the words that were asked for', async () => {
    const { id } = await fixture.draw();
    const settings = {
      prompt: 'a boat, oil painting',
      asked: { prompt: 'a boat', negativePrompt: '' },
      style: 'cinematic' as const,
    };
    const made = await fixture.draw({ work: edit, sourceImageId: id, settings });
    const details = GalleryImage.parse(
      (await fixture.api().get(`${base}/${made.id}/details`)).body,
    );
    expect(details).toMatchObject({
      id: made.id,
      job_id: made.jobId,
      index: 0,
      url: `${base}/${made.id}`,
      thumbnail_url: `${base}/${made.id}/thumbnail`,
      kind: 'edit',
      source_image_id: id,
      tags: [],
      favourite: false,
      bytes: made.bytes.length,
      settings: { prompt: 'a boat', drawn_prompt: 'a boat, oil painting', strength: 0.5 },
      engine: { engine: 'mock' },
    });
    const line = LineageView.parse((await fixture.api().get(`${base}/${made.id}/lineage`)).body);
    expect([idsOf(line.ancestors), idsOf(line.descendants)]).toEqual([[id], []]);
    const down = LineageView.parse((await fixture.api().get(`${base}/${id}/lineage`)).body);
    expect([idsOf(down.ancestors), idsOf(down.descendants)]).toEqual([[], [made.id]]);
  });

  it('is changed: tags once each, favourites', async () => {
    const { id } = await fixture.draw();
    const change = (body: object) => fixture.api().patch(`${base}/${id}`).send(body);
    const changed = await change({ tags: ['sea', 'sea', 'red'], favourite: true });
    expect(changed.status).toBe(200);
    expect(GalleryImage.parse(changed.body)).toMatchObject({
      tags: ['sea', 'red'],
      favourite: true,
    });
    const found = await fixture.api().get(base).query({ tag: 'sea', favourite: 'true' });
    expect(idsOf(GalleryView.parse(found.body).images)).toEqual([id]);
    for (const bad of [{ tags: [''] }, { tags: ['<b>'] }, { favourite: 1 }, { owner_id: id }]) {
      expect((await change(bad)).status).toBe(400);
    }
  });

  it('finds what looks alike', async () => {
    const { ids } = await fixture.draw({ count: 2, look: '00000000ffff0000' });
    const far = await fixture.draw({ look: '00000000ffff00ff' });
    const ask = async (query: object) =>
      SimilarView.parse(
        (
          await fixture
            .api()
            .get(`${base}/${ids[0] ?? ''}/similar`)
            .query(query)
        ).body,
      ).images.map(({ id, distance }) => [id, distance]);
    expect(await ask({ distance: 8 })).toEqual([
      [ids[1], 0],
      [far.id, 8],
    ]);
    expect(await ask({ distance: 7 })).toEqual([[ids[1], 0]]);
  });

  it('deletes one picture, some, and none of somebody else', async () => {
    const { ids, jobId } = await fixture.draw({ count: 3 });
    const [first = '', second = '', third = ''] = ids;
    const before = fixture.removals();
    expect((await fixture.api().delete(`${base}/${first}`)).status).toBe(204);
    expect((await fixture.api().delete(`${base}/${first}`)).status).toBe(404);
    expect((await fixture.api().get(`${base}/${first}`)).status).toBe(404);
    expect(fixture.removals()).toBe(before + 1);
    const strange = fixture.api(fixture.strangerId);
    const nothing = await strange.post(`${base}/delete`).send({ ids: [second] });
    expect(nothing.body).toEqual({ deleted: [] });
    expect((await strange.delete(`${base}/${second}`)).status).toBe(404);
    const some = await fixture
      .api()
      .post(`${base}/delete`)
      .send({ ids: [first, second, uuidv7()] });
    expect(some.body).toEqual({ deleted: [second] });
    const job = await fixture.database.imageJobs.find(fixture.ownerId, jobId);
    expect(idsOf(job?.images ?? [])).toEqual([third]);
    for (const body of [{ ids: [] }, { ids: ['x'] }, {}]) {
      expect((await fixture.api().post(`${base}/delete`).send(body)).status).toBe(400);
    }
  });

  it('shows nothing to a stranger', async () => {
    const { id } = await fixture.draw();
    const strange = fixture.api(fixture.strangerId);
    for (const path of ['', '/thumbnail', '/details', '/similar', '/lineage']) {
      expect((await strange.get(`${base}/${id}${path}`)).status).toBe(404);
    }
    expect((await strange.patch(`${base}/${id}`).send({ favourite: true })).status).toBe(404);
    expect((await strange.post(`${base}/${id}/link`).send({})).status).toBe(404);
    expect((await strange.post(`${base}/export`).send({ ids: [id] })).status).toBe(404);
  });
});
