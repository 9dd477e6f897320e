import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, newImages, type Fixture } from '../testing/fixture.js';

describe('the waiting line', () => {
  let fixture: Fixture;
  let owner: string;
  let other: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
  });
  beforeEach(async () => {
    await fixture.query('truncate users cascade');
    owner = await fixture.newUser();
    other = await fixture.newUser();
  });
  afterAll(() => fixture.close());

  const line = () => fixture.database.waitingLine;
  const relay = (count: number) => fixture.database.outbox.relay(count, () => Promise.resolve());

  it('is empty where nobody waits', async () => {
    expect(await line().read()).toEqual({ owners: [], onQueue: 0, begun: 0 });
  });

  it('names owners in the order of their turns, and counts what is on the queue', async () => {
    const [first] = [await fixture.newJob(owner), await fixture.newJob(owner)];
    for (let index = 0; index < 3; index += 1) await fixture.newJob(other);
    const both = { onQueue: 0, begun: 0 };
    const [mine, others] = [
      { ownerId: owner, jobs: 2 },
      { ownerId: other, jobs: 3 },
    ];
    expect(await line().read()).toEqual({ owners: [mine, others], ...both });
    await relay(1);
    const served = { owners: [others, { ...mine, jobs: 1 }], onQueue: 1, begun: 0 };
    expect(await line().read()).toEqual(served);
    await fixture.database.imageJobs.markStarted({ jobId: first, fence: 1_001 });
    expect(await line().read()).toEqual({ ...served, onQueue: 0, begun: 1 });
    const images = newImages(first);
    await fixture.database.imageJobs.markSucceeded({ jobId: first, fence: 1_001, images });
    expect(await line().read()).toMatchObject({ onQueue: 0, begun: 0 });
  });

  it('ranks the jobs of an owner, and nobody else’s', async () => {
    const batch = await fixture.newJob(owner, { priority: 1 });
    const small = await fixture.newJob(owner);
    const foreign = await fixture.newJob(other);
    const ranks = await line().ranks(owner, [batch, small, foreign, randomUUID()]);
    expect(Object.fromEntries(ranks)).toEqual({ [small]: 1, [batch]: 2 });
    await relay(2);
    expect(Object.fromEntries(await line().ranks(owner, [batch, small]))).toEqual({ [batch]: 1 });
    expect(await line().ranks(owner, [])).toEqual(new Map());
  });
});
