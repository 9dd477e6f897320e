import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, waitFor } from '@atelier/testkit';
import { createFixture, outcomes, settings, type Fixture } from '../testing/fixture.js';
import { drawn } from '../testing/pictures.js';
import type { GalleryPage } from './gallery.store.js';

const sha256 = 'b'.repeat(64);
const source = { sha256, width: 128, height: 128 };
const edit = { kind: 'edit', source, strength: 0.5 } as const;
const all = { limit: 100 };

describe('the gallery', () => {
  let fixture: Fixture;
  let owner: string;
  let stranger: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    owner = await fixture.newUser();
    stranger = await fixture.newUser();
  });

  const gallery = () => fixture.database.gallery;
  const list = async (page: Partial<GalleryPage> = {}, ownerId = owner) =>
    (await gallery().list(ownerId, { ...all, ...page })).map(({ id }) => id);
  const prompt = (text: string) => ({ settings: { ...settings, prompt: text } });
  const rows = (table: string) => fixture.query(`select * from ${table}`);
  const deletions = async () => {
    const found = await fixture.query('select prefix from blob_deletions order by id');
    return found.map((row) => row['prefix']);
  };
  const forget = () => fixture.query('delete from blob_deletions');

  describe('lists', () => {
    it('pictures with what they were made from, newest first, page by page', async () => {
      const first = await drawn(fixture, owner, { ...prompt('a cat'), work: edit });
      const second = await drawn(fixture, owner, { looks: ['0'.repeat(16), 'f'.repeat(16)] });
      await drawn(fixture, stranger);
      await fixture.query("update images set created_at = '2026-01-01'");
      const newest = [...second.ids, first.id].sort().reverse();
      const seen: string[] = [];
      let after: GalleryPage['after'];
      do {
        const page = await gallery().list(owner, { limit: 1, after });
        seen.push(...page.map(({ id }) => id));
        after = page[0];
      } while (after);
      expect(seen).toEqual(newest);
      const picture = await gallery().find(owner, first.id);
      expect(picture).toMatchObject({
        jobId: first.jobId,
        tags: [],
        favourite: false,
        job: { kind: 'edit', work: edit, settings: { prompt: 'a cat' }, result: undefined },
      });
      expect(picture?.createdAt).toBeInstanceOf(Date);
    });

    it('those with words in their prompts, as people write them', async () => {
      const cat = await drawn(fixture, owner, prompt('a Red cat at sea'));
      const dog = await drawn(fixture, owner, prompt('a red dog'));
      await drawn(fixture, stranger, prompt('a red fox'));
      expect(await list({ words: 'red' })).toEqual([dog.id, cat.id]);
      expect(await list({ words: 'red -dog' })).toEqual([cat.id]);
      expect(await list({ words: '"red dog" or sea' })).toEqual([dog.id, cat.id]);
      expect(await list({ words: 'fox' })).toEqual([]);
      for (const odd of [`'":*&|!`, '-', '""', 'red & !<2>', "it's \\'"]) {
        await expect(list({ words: odd })).resolves.toEqual(expect.any(Array));
      }
    });

    it('those with a tag, favourites, and those of a kind, a conversation and a time', async () => {
      const conversationId = randomUUID();
      await fixture.database.conversations.create({
        id: conversationId,
        ownerId: owner,
        userLabel: 'a',
      });
      const one = await drawn(fixture, owner, { conversationId });
      const two = await drawn(fixture, owner, { work: edit });
      await gallery().change(owner, one.id, { tags: ['sea', 'red, or "so"'], favourite: true });
      await fixture.query("update images set created_at = '2026-01-01' where id = $1", [one.id]);
      await fixture.query("update images set created_at = '2026-01-02' where id = $1", [two.id]);
      expect(await list({ tag: 'sea' })).toEqual([one.id]);
      expect(await list({ tag: 'red, or "so"' })).toEqual([one.id]);
      expect(await list({ tag: 'se' })).toEqual([]);
      expect(await list({ favourite: true })).toEqual([one.id]);
      expect(await list({ favourite: false })).toEqual([two.id]);
      expect(await list({ kind: 'edit' })).toEqual([two.id]);
      expect(await list({ conversationId })).toEqual([one.id]);
      expect(await list({ from: new Date('2026-01-02') })).toEqual([two.id]);
      expect(await list({ to: new Date('2026-01-02') })).toEqual([one.id]);
    });
  });

  it('changes what it is told to, and nothing of somebody else', async () => {
    const { id } = await drawn(fixture, owner);
    expect(await gallery().change(owner, id, { tags: ['a', 'b'] })).toMatchObject({
      tags: ['a', 'b'],
      favourite: false,
    });
    expect(await gallery().change(owner, id, { favourite: true })).toMatchObject({
      tags: ['a', 'b'],
      favourite: true,
    });
    expect(await gallery().change(owner, id, {})).toMatchObject({ tags: ['a', 'b'] });
    expect(await gallery().change(stranger, id, { tags: [] })).toBeUndefined();
    expect(await gallery().find(stranger, id)).toBeUndefined();
    expect(await gallery().findPictures(stranger, [id])).toEqual([]);
    expect(await gallery().find(owner, id)).toMatchObject({ tags: ['a', 'b'] });
  });

  describe('lineage', () => {
    const madeFrom = (id: string, looks?: readonly string[]) =>
      drawn(fixture, owner, { work: edit, sourceImageId: id, ...(looks && { looks }) });
    const ids = (pictures: readonly { readonly id: string }[] = []) => pictures.map(({ id }) => id);

    it('leads both ways over generations', async () => {
      const first = await drawn(fixture, owner);
      const second = await madeFrom(first.id, ['0'.repeat(16), '1'.repeat(16)]);
      const third = await madeFrom(second.ids[1] ?? '');
      const side = await madeFrom(first.id);
      const line = await gallery().lineage(owner, third.id);
      expect(ids(line?.ancestors)).toEqual([second.ids[1], first.id]);
      expect(line?.descendants).toEqual([]);
      const whole = await gallery().lineage(owner, first.id);
      expect(whole?.ancestors).toEqual([]);
      expect(ids(whole?.descendants).slice(0, 2).sort()).toEqual([...second.ids].sort());
      expect(ids(whole?.descendants).slice(2)).toEqual([third.id, side.id]);
    });

    it('ends at somebody else, and at what was removed', async () => {
      const theirs = await drawn(fixture, stranger);
      const mine = await madeFrom(theirs.id);
      const next = await madeFrom(mine.id);
      expect(ids((await gallery().lineage(owner, next.id))?.ancestors)).toEqual([mine.id]);
      expect((await gallery().lineage(stranger, theirs.id))?.descendants).toEqual([]);
      expect(await gallery().lineage(stranger, mine.id)).toBeUndefined();
      await gallery().remove(owner, [mine.id]);
      expect((await gallery().lineage(owner, next.id))?.ancestors).toEqual([]);
    });

    it('is bounded, also where a row leads back to itself', async () => {
      const first = await drawn(fixture, owner);
      const again = await madeFrom(first.id, Array<string>(8).fill('0'.repeat(16)));
      await fixture.query('update image_jobs set source_image_id = $1 where id = $2', [
        again.id,
        first.jobId,
      ]);
      const line = await gallery().lineage(owner, first.id);
      expect(new Set(ids(line?.descendants))).toEqual(new Set([first.id, ...again.ids]));
      expect(line?.ancestors).toHaveLength(2);
    });
  });

  it('finds pictures that look alike, the most alike first', async () => {
    const looks = ['00000000000000ff', '00000000000000fe', '0000000000000000', 'ffffffffffffffff'];
    const { ids } = await drawn(fixture, owner, { looks });
    const same = await drawn(fixture, owner, { looks: ['00000000000000ff'] });
    await drawn(fixture, stranger, { looks: ['00000000000000ff'] });
    const similar = async (distance: number, limit = 10) =>
      (await gallery().similar(owner, ids[0] ?? '', { distance, limit }))?.map(
        (picture) => [picture.id, picture.distance] as const,
      );
    expect(await similar(10)).toEqual([
      [same.id, 0],
      [ids[1], 1],
      [ids[2], 8],
    ]);
    expect(await similar(0)).toEqual([[same.id, 0]]);
    expect(await similar(64, 1)).toEqual([[same.id, 0]]);
    expect(await similar(64)).toHaveLength(4);
    expect(await gallery().similar(stranger, same.id, all as never)).toBeUndefined();
    await fixture.query('update images set look = null where id = $1', [same.id]);
    expect(await gallery().similar(owner, same.id, { distance: 64, limit: 10 })).toEqual([]);
  });

  describe('removes', () => {
    beforeEach(forget);

    it('some pictures of a job, with their files', async () => {
      const { jobId, ids, prefix } = await drawn(fixture, owner, {
        looks: Array<string>(3).fill('0'.repeat(16)),
        recipeHash: sha256,
      });
      const made = await drawn(fixture, owner, { work: edit, sourceImageId: ids[1] });
      const gone = [ids[0], ids[1]].map((id) => id ?? '');
      const removed = await gallery().remove(owner, [...gone, ...gone, randomUUID()]);
      expect([...removed].sort()).toEqual([...gone].sort());
      expect(new Set(await deletions())).toEqual(
        new Set(['0.png', '0.thumbnail.webp', '1.png', '1.thumbnail.webp'].map((f) => prefix + f)),
      );
      const job = await fixture.database.imageJobs.find(owner, jobId);
      expect(job?.images.map(({ id }) => id)).toEqual([ids[2]]);
      expect(job?.recipeHash).toBeUndefined();
      expect(await gallery().find(owner, made.id)).toMatchObject({
        job: { sourceImageId: undefined },
      });
      expect(await gallery().remove(owner, gone)).toEqual([]);
    });

    it('the last picture of a job, with all that is kept of the job but its row', async () => {
      const { jobId, id, prefix } = await drawn(fixture, owner);
      await gallery().remove(owner, [id]);
      expect(await deletions()).toEqual([prefix]);
      expect(await fixture.database.imageJobs.find(owner, jobId)).toMatchObject({
        status: 'succeeded',
        images: [],
      });
    });

    it('nothing of somebody else', async () => {
      const { id } = await drawn(fixture, owner);
      expect(await gallery().remove(stranger, [id])).toEqual([]);
      expect(await list()).toEqual([id]);
      expect(await deletions()).toEqual([]);
    });

    it('all or nothing', async () => {
      const { id } = await drawn(fixture, owner);
      const failing = fixture.database.transaction(async (stores) => {
        await stores.gallery.remove(owner, [id]);
        throw new Error('died');
      });
      await expect(failing).rejects.toThrow('died');
      expect(await list()).toEqual([id]);
      expect(await deletions()).toEqual([]);
    });

    it('what was made from one another, from many sides at once', async () => {
      const conversationId = randomUUID();
      const { conversations } = fixture.database;
      await conversations.create({ id: conversationId, ownerId: owner, userLabel: 'a' });
      const ids: string[] = [];
      for (let index = 0; index < 12; index += 1) {
        const sourceImageId = ids.at(-1);
        const where = index % 2 === 0 ? { conversationId } : {};
        ids.push((await drawn(fixture, owner, { sourceImageId, ...where })).id);
      }
      const backwards = [...ids].reverse();
      const { results, errors } = await outcomes<unknown>([
        gallery().remove(owner, ids),
        conversations.deleteWithPictures(owner, conversationId),
        gallery().remove(owner, backwards),
        ...ids.map((id) => gallery().remove(owner, [id])),
      ]);
      expect(errors).toEqual([]);
      expect(results).toHaveLength(15);
      expect(await list()).toEqual([]);
      expect(await rows('conversations')).not.toContainEqual(
        expect.objectContaining({ id: conversationId }),
      );
    });

    it('for one owner one after another, and not beside a conversation', async () => {
      const { id } = await drawn(fixture, owner);
      const conversationId = randomUUID();
      const { conversations } = fixture.database;
      await conversations.create({ id: conversationId, ownerId: owner, userLabel: 'a' });
      const waiting = async () => {
        const found = await fixture.query(`select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`);
        return found.length === 2;
      };
      const removals = await fixture.database.transaction(async (stores) => {
        await stores.users.lock(owner);
        const both = [
          gallery().remove(owner, [id]),
          conversations.deleteWithPictures(owner, conversationId),
        ] as const;
        await waitFor(waiting);
        return both;
      });
      expect(await removals[0]).toEqual([id]);
      expect(await removals[1]).toEqual([]);
    });

    it('a conversation with its pictures, and what lies in their folders', async () => {
      const conversationId = randomUUID();
      const { conversations } = fixture.database;
      await conversations.create({ id: conversationId, ownerId: owner, userLabel: 'a' });
      const { prefix } = await drawn(fixture, owner, { conversationId });
      const waiting = await fixture.newJob(owner, { conversationId });
      await conversations.deleteWithPictures(owner, conversationId);
      expect(new Set(await deletions())).toEqual(new Set([prefix, `image-jobs/${waiting}/`]));
    });
  });
});
