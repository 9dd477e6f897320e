import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, newImages, settings, type Fixture } from '../testing/fixture.js';

const recipeHash = 'a'.repeat(64);

let fixture: Fixture;
let owner: string;
beforeAll(async () => {
  fixture = await createFixture(await createTestDatabase());
});
beforeEach(async () => {
  await fixture.query('truncate users cascade');
  owner = await fixture.newUser();
});
afterAll(() => fixture.close());

const recipes = () => fixture.database.recipes;
const found = async (ownerId = owner, hash = recipeHash) =>
  (await recipes().findDrawn(ownerId, hash, 10)).map(({ id }) => id);

/** A job that has drawn both of its pictures. */
async function draw(hash = recipeHash) {
  const jobId = await fixture.newJob(owner, { recipeHash: hash });
  const images = newImages(jobId);
  await fixture.database.imageJobs.markSucceeded({ jobId, fence: 1, images });
  return { jobId, images: images.map(({ id }) => id) };
}

describe('jobs of a recipe', () => {
  it('are found with their pictures, newest first', async () => {
    const [one, other] = [await draw(), await draw()];
    await draw('b'.repeat(64));
    expect(await found()).toEqual([other.jobId, one.jobId]);
    const [newest] = await recipes().findDrawn(owner, recipeHash, 1);
    expect(newest?.images.map(({ index }) => index)).toEqual([0, 1]);
    expect(await found(await fixture.newUser())).toEqual([]);
    expect(await found(owner, 'c'.repeat(64))).toEqual([]);
  });

  it('are found only when they have succeeded', async () => {
    await fixture.newJob(owner, { recipeHash });
    const cancelled = await fixture.newJob(owner, { recipeHash });
    await fixture.database.imageJobs.cancel(owner, cancelled);
    expect(await found()).toEqual([]);
  });

  it('are found only while all their pictures are there', async () => {
    const [lost, deleted, whole] = [await draw(), await draw(), await draw()];
    await fixture.query('update images set missing_at = now() where id = $1', [lost.images[0]]);
    await fixture.query('delete from images where id = $1', [deleted.images[0]]);
    expect(await found()).toEqual([whole.jobId]);
  });
});

describe('a picture', () => {
  it('is held by its owner alone', async () => {
    const { images } = await draw();
    const [id = ''] = images;
    const stranger = await fixture.newUser();
    await fixture.database.transaction(async (stores) => {
      expect(await stores.recipes.holdImage(owner, id)).toBe(true);
      expect(await stores.recipes.holdImage(stranger, id)).toBe(false);
      expect(await stores.recipes.holdImage(owner, randomUUID())).toBe(false);
    });
  });

  it('is not deleted before the transaction that holds it ends', async () => {
    const { images } = await draw();
    const [id = ''] = images;
    const order: string[] = [];
    let removal: Promise<unknown> | undefined;
    await fixture.database.transaction(async (stores) => {
      await stores.recipes.holdImage(owner, id);
      removal = fixture
        .query('delete from images where id = $1', [id])
        .then(() => order.push('deleted'));
      const job = { id: randomUUID(), ownerId: owner, userLabel: 'ann', requestId: 'r' };
      await stores.imageJobs.create({ ...job, settings, warnings: [], sourceImageId: id });
      order.push('accepted');
    });
    await removal;
    expect(order).toEqual(['accepted', 'deleted']);
  });
});
