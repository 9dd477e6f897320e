import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { DueWebhook } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import { createWebhookLoop } from './webhook-loop.js';
import type { WebhookPost } from './post-webhook.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const job = {
  id: 'j1',
  status: 'succeeded',
  preview: 'data:image/png;base64,AAAA',
  created_at: '2026-01-01T00:00:00Z',
  finished_at: '2026-01-01T00:01:00Z',
};

type Answer = (message: WebhookPost) => Promise<number>;

/** Webhooks in memory, whose leases never end, under a receiver that answers as it is told. */
function world(answer: Answer) {
  const due: DueWebhook[] = [];
  const outcomes: (readonly [string, string, number?])[] = [];
  const posts: WebhookPost[] = [];
  const loop = createWebhookLoop({
    webhooks: {
      take: ({ limit }) => Promise.resolve(due.splice(0, limit)),
      markDelivered: (id) => Promise.resolve(void outcomes.push([id, 'delivered'])),
      markUndelivered: (id, reason, { inMs }) =>
        Promise.resolve(void outcomes.push(inMs === undefined ? [id, reason] : [id, reason, inMs])),
    },
    readJob: () => Promise.resolve(job as never),
    post: (message) => {
      posts.push(message);
      return answer(message);
    },
    secret,
    everyMs: 3_600_000,
    random: () => 0.5,
    log: createLogger({ service: 'test', stream: new PassThrough().resume() }),
  });
  const settle = async () => {
    for (let at = 0; at < 20; at += 1) await turn();
  };
  const add = (id: string, attempts = 1) => {
    due.push({ id, attempts, ownerId: 'ann', jobId: 'j1', url: `https://example.com/${id}` });
  };
  const run = async () => {
    loop.kick();
    await settle();
  };
  return { add, run, outcomes, posts, stop: loop.stop };
}

describe('webhooks', () => {
  it('tell how a job ended, without its preview, under the id of the webhook', async () => {
    const { add, run, outcomes, posts, stop } = world(() => Promise.resolve(204));
    add('w1');
    await run();
    expect(outcomes).toEqual([['w1', 'delivered']]);
    const { preview: _preview, ...data } = job;
    const body = { type: 'image_job.succeeded', timestamp: job.finished_at, data };
    expect(JSON.parse(posts[0]?.body ?? '')).toEqual(body);
    expect(posts[0]).toMatchObject({
      url: 'https://example.com/w1',
      headers: { 'webhook-id': 'w1' },
    });
    await stop();
  });

  it.each([
    ['a fault of the receiver', () => Promise.resolve(500), 'HTTP 500'],
    ['a redirect, which is not followed', () => Promise.resolve(302), 'HTTP 302'],
    ['silence', () => Promise.reject(new Error('socket hang up')), 'It did not answer in time.'],
    [
      'an address that has become private',
      () => Promise.reject(new AppError('INVALID_INPUT', 'Not public.')),
      'Not public.',
    ],
  ])('come again after %s', async (_what, answer, reason) => {
    const { add, run, outcomes, stop } = world(answer);
    add('w1');
    await run();
    expect(outcomes).toEqual([['w1', reason, 5_000]]);
    await stop();
  });

  it('come again eight times, ever later, and then no more', async () => {
    const { add, run, outcomes, stop } = world(() => Promise.resolve(503));
    for (let attempt = 1; attempt <= 9; attempt += 1) add('w1', attempt);
    await run();
    const pauses = outcomes.map(([, , inMs]) => inMs);
    expect(pauses).toEqual([
      ...[5, 30, 120, 600, 1_800, 3_600, 3_600].map((seconds) => seconds * 1_000),
      undefined,
      undefined,
    ]);
    await stop();
  });

  it('do not come again to who wants to hear no more', async () => {
    const { add, run, outcomes, stop } = world(() => Promise.resolve(410));
    add('w1');
    await run();
    expect(outcomes).toEqual([['w1', 'HTTP 410']]);
    await stop();
  });

  it('do not wait for a receiver who is slow, and are never too many at once', async () => {
    const answers: (() => void)[] = [];
    const slow = () =>
      new Promise<number>((resolve) => {
        answers.push(() => {
          resolve(200);
        });
      });
    const { add, run, outcomes, posts, stop } = world(({ url }) =>
      url.endsWith('fast') ? Promise.resolve(200) : slow(),
    );
    for (let index = 0; index < 15; index += 1) add(`slow-${index}`);
    await run();
    add('fast');
    await run();
    expect(outcomes).toEqual([['fast', 'delivered']]);
    for (let index = 15; index < 40; index += 1) add(`slow-${index}`);
    await run();
    expect(posts).toHaveLength(17);
    while (answers.length > 0) {
      answers.shift()?.();
      await run();
    }
    expect(posts).toHaveLength(41);
    expect(outcomes).toHaveLength(41);
    await stop();
  });

  it('are given back when the gateway stops', async () => {
    const { add, run, outcomes, stop } = world(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        }),
    );
    add('w1');
    await run();
    await stop();
    expect(outcomes).toEqual([['w1', 'Atelier was stopping.', 0]]);
  });
});
