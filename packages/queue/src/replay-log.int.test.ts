import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { testRedisUrl, waitFor } from '@atelier/testkit';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { createReplayLog } from './index.js';

const redisUrl = testRedisUrl();
const shape = z.object({ word: z.string() });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function open(keepMs = 60_000, url = redisUrl) {
  const log = createReplayLog({ redisUrl: url, name: 'test', shape, keepMs });
  closers.push(() => log.close());
  return log;
}
const words = (...texts: string[]) => texts.map((word, at) => ({ id: at + 1, event: { word } }));

describe('a replay log', () => {
  it('gives another process what came after any event', async () => {
    const key = randomUUID();
    await open().append(key, words('a', 'b', 'c'));
    const reader = open();
    expect(await reader.read(key, 0)).toEqual(words('a', 'b', 'c'));
    expect(await reader.read(key, 2)).toEqual([{ id: 3, event: { word: 'c' } }]);
    expect(await reader.read(key, 3)).toEqual([]);
    expect(await reader.read(randomUUID(), 0)).toEqual([]);
  });

  it('takes an event once, however often it is sent', async () => {
    const key = randomUUID();
    const log = open();
    await log.append(key, words('a', 'b'));
    await log.append(key, words('a', 'b', 'c'));
    expect(await log.read(key, 0)).toEqual(words('a', 'b', 'c'));
  });

  it('tells those who watch, and nobody else', async () => {
    const key = randomUUID();
    const [log, reader] = [open(), open()];
    let changes = 0;
    let others = 0;
    const stop = reader.watch(key, () => (changes += 1));
    reader.watch(randomUUID(), () => (others += 1));
    await waitFor(() => changes > 0 && others > 0);
    const before = changes;
    await log.append(key, words('a'));
    await waitFor(() => changes > before);
    const idle = others;
    stop();
    const after = changes;
    await log.append(key, words('a', 'b'));
    await reader.read(key, 0);
    expect(changes).toBe(after);
    expect(others).toBe(idle);
  });

  it('watches on after its connection was lost', async () => {
    const key = randomUUID();
    const [log, reader] = [open(), open()];
    let changes = 0;
    reader.watch(key, () => (changes += 1));
    const admin = new Redis(redisUrl);
    closers.push(() => {
      admin.disconnect();
      return Promise.resolve();
    });
    const listeners = async () => {
      const list = String(await admin.call('CLIENT', 'LIST', 'TYPE', 'pubsub'));
      const own = list
        .split('\n')
        .filter((line) => line.includes(` db=${redisUrl.split('/').at(-1)} `));
      return own.flatMap((line) => /^id=(\d+)/.exec(line)?.[1] ?? []);
    };
    const [id = ''] = await waitFor(async () => {
      const ids = await listeners();
      return ids.length > 0 && ids;
    });
    const before = changes;
    await admin.call('CLIENT', 'KILL', 'ID', id);
    await waitFor(() => changes > before);
    const back = changes;
    await log.append(key, words('a'));
    await waitFor(() => changes > back);
  });

  it('forgets a log some time after its last event', async () => {
    const key = randomUUID();
    const log = open(30);
    await log.append(key, words('a'));
    await waitFor(async () => (await log.read(key, 0)).length === 0);
  });

  it('says when Redis is away', async () => {
    const lost = open(1_000, 'redis://127.0.0.1:1');
    await expect(lost.append('k', words('a'))).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    await expect(lost.read('k', 0)).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  });
});
