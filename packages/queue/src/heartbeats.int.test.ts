import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WorkerHeartbeat } from '@atelier/contracts';
import { requiredTestVariable, waitFor } from '@atelier/testkit';
import { createHeartbeats, type Heartbeats } from './index.js';

const redisUrl = requiredTestVariable('TEST_REDIS_URL');

function heartbeatOf(workerId: string): WorkerHeartbeat {
  return { workerId, at: Date.now(), engine: 'mock', model: 'mock', modelCached: true };
}

describe('heartbeats', () => {
  let heartbeats: Heartbeats;
  beforeEach(() => {
    heartbeats = createHeartbeats({ redisUrl, prefix: `test-${randomUUID()}` });
  });
  afterEach(() => heartbeats.close());

  it('list the workers that are alive', async () => {
    expect(await heartbeats.live()).toEqual([]);
    const first = heartbeatOf('worker-1');
    const second = heartbeatOf('worker-2');
    await heartbeats.beat(first, 60_000);
    await heartbeats.beat(first, 60_000);
    await heartbeats.beat(second, 60_000);
    const live = await heartbeats.live();
    expect(live).toHaveLength(2);
    expect(live).toEqual(expect.arrayContaining([first, second]));
  });

  it('forget a worker that falls silent or leaves', async () => {
    await heartbeats.beat(heartbeatOf('worker-1'), 200);
    await heartbeats.beat(heartbeatOf('worker-2'), 60_000);
    await heartbeats.beat(heartbeatOf('worker-3'), 60_000);
    await heartbeats.remove('worker-3');
    await waitFor(async () => (await heartbeats.live()).length === 1);
    expect(await heartbeats.live()).toMatchObject([{ workerId: 'worker-2' }]);
  });
});
