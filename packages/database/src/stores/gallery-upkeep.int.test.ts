import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, outcomes, type Fixture } from '../testing/fixture.js';
import { drawn } from '../testing/pictures.js';
import type { PicturePlace } from './gallery-upkeep.store.js';

const look = '0'.repeat(16);

describe('the upkeep of pictures', () => {
  let fixture: Fixture;
  let owner: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    await fixture.query('delete from image_jobs');
    await fixture.query('delete from blob_deletions');
    owner = await fixture.newUser();
  });
  const gallery = () => fixture.database.gallery;
  const age = (id: string, days: number) =>
    fixture.query(
      'update images set created_at = now() - make_interval(days => $1) where id = $2',
      [days, id],
    );

  it('knows whose a picture is', async () => {
    const { id } = await drawn(fixture, owner);
    expect(await gallery().ownerOf(id)).toBe(owner);
    expect(await gallery().ownerOf(randomUUID())).toBeUndefined();
  });

  it('tells which files rows speak of', async () => {
    const two = await drawn(fixture, owner, { looks: [look, look] });
    const waiting = await fixture.newJob(owner);
    const folders = await gallery().foldersOf([two.jobId, waiting, randomUUID()]);
    const files = ['0.png', '0.thumbnail.webp', '1.png', '1.thumbnail.webp'];
    expect(folders).toHaveLength(2);
    expect(folders).toContainEqual({ jobId: waiting, status: 'queued', keys: [] });
    expect(folders.find(({ jobId }) => jobId === two.jobId)).toEqual({
      jobId: two.jobId,
      status: 'succeeded',
      keys: expect.arrayContaining(files.map((file) => two.prefix + file)),
    });
    expect(await gallery().foldersOf([])).toEqual([]);
  });

  it('goes through all pictures, and marks those that are gone', async () => {
    const one = await drawn(fixture, owner, { looks: [look, look], recipeHash: 'c'.repeat(64) });
    const two = await drawn(fixture, await fixture.newUser());
    const seen: string[] = [];
    let after: PicturePlace | undefined;
    do {
      const [picture] = await gallery().pictures({ limit: 1, after });
      if (picture) seen.push(picture.id);
      after = picture;
    } while (after);
    expect(new Set(seen)).toEqual(new Set([...one.ids, two.id]));
    expect(seen).toHaveLength(3);

    await gallery().markMissing(one.id);
    const since = (await gallery().find(owner, one.id))?.missingAt;
    expect(since).toBeInstanceOf(Date);
    expect((await fixture.database.imageJobs.find(owner, one.jobId))?.recipeHash).toBeUndefined();
    await gallery().markMissing(one.id);
    expect((await gallery().find(owner, one.id))?.missingAt).toEqual(since);
    const missing = (await gallery().pictures({ limit: 9 })).filter((image) => image.isMissing);
    expect(missing.map(({ id }) => id)).toEqual([one.id]);
    await gallery().markFound(one.id);
    expect((await gallery().find(owner, one.id))?.missingAt).toBeUndefined();
  });

  it('takes a thumbnail that was made later', async () => {
    const { id } = await drawn(fixture, owner);
    const thumbnail = { key: 'image-jobs/x/0.thumbnail.webp', bytes: 77 };
    expect(await gallery().setThumbnail(id, thumbnail)).toBe(true);
    expect(await gallery().find(owner, id)).toMatchObject({
      thumbnailKey: thumbnail.key,
      thumbnailBytes: 77,
    });
    expect(await gallery().setThumbnail(randomUUID(), thumbnail)).toBe(false);
  });

  it('removes what is old, but no favourites, oldest first, each owner’s', async () => {
    const old = await drawn(fixture, owner);
    const older = await drawn(fixture, await fixture.newUser());
    const liked = await drawn(fixture, owner);
    const young = await drawn(fixture, owner);
    await age(old.id, 8);
    await age(older.id, 9);
    await age(liked.id, 100);
    await age(young.id, 6);
    await gallery().change(owner, liked.id, { favourite: true });
    const week = 7 * 86_400_000;
    expect(await gallery().removeOld(week, 1)).toBe(1);
    expect(await gallery().ownerOf(older.id)).toBeUndefined();
    expect(await gallery().removeOld(week, 10)).toBe(1);
    expect(await gallery().removeOld(week, 10)).toBe(0);
    const left = await gallery().list(owner, { limit: 9 });
    expect(left.map(({ id }) => id)).toEqual([young.id, liked.id]);
    const prefixes = await fixture.query('select prefix from blob_deletions order by id');
    expect(prefixes).toEqual([{ prefix: older.prefix }, { prefix: old.prefix }]);
  });
});

describe('deletions', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
  });
  afterAll(() => fixture.close());

  it('wait until they are done; those that fail go to the end', async () => {
    const owner = await fixture.newUser();
    const { blobDeletions, gallery } = fixture.database;
    const pictures = [];
    for (let index = 0; index < 3; index += 1) pictures.push(await drawn(fixture, owner));
    for (const { id } of pictures) await gallery.remove(owner, [id]);
    const [a, b, c] = pictures.map(({ prefix }) => prefix);
    const next = async () => (await blobDeletions.next(10)).map(({ prefix }) => prefix);
    expect(await next()).toEqual([a, b, c]);
    const [first, second] = await blobDeletions.next(2);
    await blobDeletions.postpone(first?.id ?? 0n);
    expect(await next()).toEqual([b, c, a]);
    await blobDeletions.done(second?.id ?? 0n);
    expect(await next()).toEqual([c, a]);
  });
});

describe('secrets', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
  });
  afterAll(() => fixture.close());

  it('are made once, whoever is first', async () => {
    const { results, errors } = await outcomes(
      Array.from({ length: 8 }, (_, index) =>
        fixture.database.secrets.ensure('links', `fresh ${index}`),
      ),
    );
    expect(errors).toEqual([]);
    expect(results).toHaveLength(8);
    expect(new Set(results).size).toBe(1);
    expect(await fixture.database.secrets.ensure('links', 'another')).toBe(results[0]);
    expect(await fixture.database.secrets.ensure('other', 'another')).toBe('another');
  });
});
