import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '@atelier/logging';
import { requiredTestVariable, waitFor } from '@atelier/testkit';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { createEventPublisher, createEventSubscriber } from './index.js';

const redisUrl = requiredTestVariable('TEST_REDIS_URL');
const log = createLogger({ service: 'test', level: 'fatal' });
const shape = z.object({ n: z.int() });
type Numbered = z.infer<typeof shape>;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function openPublisher(stream: string, maxLength = 10_000) {
  const publisher = createEventPublisher({ redisUrl, stream, shape, maxLength });
  closers.push(() => publisher.close());
  return publisher;
}

/** Collects the numbers of events. */
function subscribe(
  stream: string,
  options: { from?: 'now' | 'start'; onEvent?: (event: Numbered) => Promise<void> | void } = {},
) {
  const seen: number[] = [];
  const subscriber = createEventSubscriber({
    redisUrl,
    stream,
    shape,
    log,
    from: options.from ?? 'start',
    onEvent: async (event) => {
      await options.onEvent?.(event);
      seen.push(event.n);
    },
  });
  closers.push(() => subscriber.close());
  return { seen, subscriber };
}

async function withRedis<T>(use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisUrl);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('an event stream', () => {
  it('brings events to every subscriber, in order', async () => {
    const stream = `test-${randomUUID()}`;
    const publisher = openPublisher(stream);
    const first = subscribe(stream);
    const second = subscribe(stream);
    for (const n of upTo(500)) publisher.publish({ n });
    for (const { seen } of [first, second]) {
      await waitFor(() => seen.length === 500);
      expect(seen).toEqual(upTo(500));
    }
  });

  it('sends what waits when the publisher closes', async () => {
    const stream = `test-${randomUUID()}`;
    const publisher = createEventPublisher({ redisUrl, stream, shape });
    for (const n of upTo(300)) publisher.publish({ n });
    await publisher.close();
    expect(await withRedis((redis) => redis.xlen(stream))).toBe(300);
  });

  it('keeps about as many events as it was told', async () => {
    const stream = `test-${randomUUID()}`;
    const publisher = createEventPublisher({ redisUrl, stream, shape, maxLength: 200 });
    for (const n of upTo(900)) publisher.publish({ n });
    await publisher.close();
    const length = await withRedis((redis) => redis.xlen(stream));
    expect(length).toBeGreaterThanOrEqual(200);
    expect(length).toBeLessThan(500);
  });

  it('refuses an event that does not fit', () => {
    const publisher = openPublisher(`test-${randomUUID()}`);
    expect(() => {
      publisher.publish({ n: 0.5 });
    }).toThrow();
  });

  it('skips what is no event', async () => {
    const stream = `test-${randomUUID()}`;
    await withRedis(async (redis) => {
      await redis.xadd(stream, '*', 'event', 'not json');
      await redis.xadd(stream, '*', 'event', '{"n":"one"}');
      await redis.xadd(stream, '*', 'event', '{"n":1}');
    });
    const { seen } = subscribe(stream);
    await waitFor(() => seen.length > 0);
    expect(seen).toEqual([1]);
  });

  it('comes again when handling it failed, and does not hold up the next for ever', async () => {
    const stream = `test-${randomUUID()}`;
    const calls: number[] = [];
    const { seen } = subscribe(stream, {
      onEvent: ({ n }) => {
        calls.push(n);
        if (n === 0) throw new Error('never works');
        if (n === 1 && calls.filter((call) => call === 1).length < 3) throw new Error('not yet');
      },
    });
    const publisher = openPublisher(stream);
    for (const n of upTo(3)) publisher.publish({ n });
    await waitFor(() => seen.length === 2, { timeoutMs: 30_000 });
    expect(seen).toEqual([1, 2]);
    expect(calls).toEqual([0, 0, 0, 0, 1, 1, 1, 2]);
  });

  it('can be read from now on', async () => {
    const stream = `test-${randomUUID()}`;
    const publisher = createEventPublisher({ redisUrl, stream, shape });
    publisher.publish({ n: 1 });
    await publisher.close();
    const { seen } = subscribe(stream, { from: 'now' });
    const later = openPublisher(stream);
    // The subscriber connects in the background: what comes before it has is not for it.
    await waitFor(
      () => {
        later.publish({ n: 2 });
        return seen.length > 0;
      },
      { intervalMs: 200 },
    );
    expect(new Set(seen)).toEqual(new Set([2]));
  });

  it('is read from its beginning when its ids begin again', async () => {
    const stream = `test-${randomUUID()}`;
    const soon = Date.now() + 3_600_000;
    await withRedis((redis) => redis.xadd(stream, `${soon}-0`, 'event', '{"n":1}'));
    const { seen } = subscribe(stream);
    await waitFor(() => seen.length === 1);
    await withRedis((redis) => redis.del(stream));
    openPublisher(stream).publish({ n: 2 });
    await waitFor(() => seen.length === 2);
    expect(seen).toEqual([1, 2]);
  });
});
