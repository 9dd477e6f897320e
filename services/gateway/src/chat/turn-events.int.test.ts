import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatEvent, ChatTurnRequest } from '@atelier/contracts';
import { createDatabase, migrateDatabase, type Database } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import {
  createCancels,
  createReplayLog,
  openCancelWatch,
  type NumberedEvent,
} from '@atelier/queue';
import { createTestDatabase, testRedisUrl, waitFor, type TestDatabase } from '@atelier/testkit';
import { v7 as uuidv7 } from 'uuid';
import type { LlmClient } from '../llm/llm-client.js';
import { createModerator } from '../moderation/moderator.js';
import { createChatService } from './chat.service.js';
import { followTurn } from './turn/follow-turn.js';
import { toldText } from './turn/told-text.js';

const log = createLogger({ service: 'test', stream: new PassThrough().resume() });
let testDatabase: TestDatabase;
let database: Database;
let ownerId: string;
let redisUrl: string;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  redisUrl = testRedisUrl();
  await migrateDatabase(testDatabase.url, { timeoutMs: 30_000 });
  database = createDatabase({ url: testDatabase.url, onError: () => undefined });
  ownerId = await database.users.ensure({ id: uuidv7(), name: 'owner' });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

/** A model that says one word after another, waiting at each for `gate`. */
function speaking(
  words: readonly string[],
  gate: (at: number) => Promise<void> = never,
): LlmClient {
  return {
    async *generate(_body, { signal }) {
      yield { type: 'start', info: { engine: 'mock', model: 'script', modelCached: true } };
      const cancelled = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
      cancelled.catch(() => undefined);
      for (const [at, text] of words.entries()) {
        await Promise.race([gate(at), cancelled]);
        signal.throwIfAborted();
        yield { type: 'text-delta', text };
      }
      const usage = { promptTokens: 1, completionTokens: words.length, cachedTokens: 0 };
      yield { type: 'finish', reason: 'stop', usage };
    },
    health: () => Promise.reject(new AppError('LLM_UNAVAILABLE')),
    close: () => Promise.resolve(),
  };
}
function never(): Promise<void> {
  return Promise.resolve();
}

/** A gateway's chat, with Redis connections of its own. */
function gateway(llm: LlmClient, leaseMs = 60_000) {
  const eventLog = createReplayLog({ redisUrl, name: 'turn', shape: ChatEvent, keepMs: 60_000 });
  const prefix = 'test:turns';
  const cancels = createCancels({ redisUrl, prefix });
  const cancelWatch = openCancelWatch({ redisUrl, prefix });
  const chat = createChatService({
    database,
    llm,
    moderator: createModerator({ MODERATION: 'off' }),
    eventLog,
    cancels,
    cancelWatch,
    historyLimit: 5,
    maxNewTokens: 64,
    timeoutMs: 30_000,
    maxUnfinishedJobs: 10,
    reasoning: 'show',
    onTaken: () => undefined,
    log,
    leaseMs,
  });
  closers.push(async () => {
    chat.abort();
    await chat.stop();
    cancelWatch.close();
    await Promise.all([eventLog.close(), cancels.close()]);
  });
  const accept = (message: string, key?: string) =>
    chat.acceptTurn(
      { ownerId, body: ChatTurnRequest.parse({ message }), requestId: 'r1', log },
      key,
    );
  const events = async (id: string, after = 0, upTo = Infinity, owner = ownerId) => {
    const seen: NumberedEvent<ChatEvent>[] = [];
    const signal = new AbortController().signal;
    const place = { ownerId: owner, id, after };
    for await (const batch of followTurn(place, { ...chat.follow, patienceMs: 200 }, signal)) {
      seen.push(...batch);
      if (seen.length >= upTo) break;
    }
    return seen;
  };
  return { chat, accept, events, eventLog };
}
const textOf = (events: readonly NumberedEvent<ChatEvent>[]) =>
  toldText(events.map(({ event }) => event)).text;
const words = Array.from({ length: 30 }, (_, at) => `word${at} `);
const whole = words.join('').trim();

describe('the events of a turn', () => {
  it('begin with its ids and end with its finish', async () => {
    const { accept, events } = gateway(speaking(words));
    const id = await accept('hello');
    const seen = await events(id);
    expect(seen.map(({ id }) => id)).toEqual(seen.map((_, at) => at + 1));
    expect(seen[0]?.event).toMatchObject({ type: 'message-start', message_id: id });
    expect(seen.at(-1)?.event).toMatchObject({ type: 'finish', reason: 'stop', model: 'script' });
    expect(textOf(seen)).toBe(whole);
  });

  it('can be followed from any place, here, elsewhere, and once it is over', async () => {
    const one = gateway(speaking(words, () => new Promise((resolve) => setTimeout(resolve, 8))));
    const other = gateway(speaking([]));
    const id = await one.accept('hello');
    const first = await one.events(id, 0, 4);
    const place = first.at(-1)?.id ?? 0;
    const [here, elsewhere] = await Promise.all([one.events(id, place), other.events(id, place)]);
    expect(elsewhere).toEqual(here);
    expect(textOf([...first, ...here])).toBe(whole);
    expect(await other.events(id)).toEqual([...first, ...here]);
    for (const { id: after } of here) {
      expect(await other.events(id, after)).toEqual(here.filter((event) => event.id > after));
    }
  });

  it('are told from what is stored when the log is gone', async () => {
    const { accept, events, eventLog } = gateway(speaking(words));
    const id = await accept('hello');
    const seen = await events(id);
    await waitFor(async () => (await database.turns.find(ownerId, id))?.status === 'done');
    const lost = { ...eventLog, read: () => Promise.resolve([]) };
    const follow = { turns: database.turns, eventLog: lost, findLive: () => undefined };
    const again: NumberedEvent<ChatEvent>[] = [];
    const place = { ownerId, id, after: 3 };
    const signal = new AbortController().signal;
    for await (const batch of followTurn(place, { ...follow, patienceMs: 40 }, signal)) {
      again.push(...batch);
    }
    expect(textOf([...seen.slice(0, 3), ...again])).toBe(whole);
    expect(again.at(-1)?.event.type).toBe('finish');
  });

  it('are nobody else’s', async () => {
    const { accept, events } = gateway(speaking(words));
    const id = await accept('hello');
    await expect(events(id, 0, 1, uuidv7())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(events(uuidv7())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('say what went wrong', async () => {
    const failing = speaking(words, (at) =>
      at < 3 ? Promise.resolve() : Promise.reject(new AppError('ENGINE_LOST', 'It broke.')),
    );
    const { accept, events } = gateway(failing);
    const id = await accept('hello');
    const last = (await events(id)).at(-1)?.event;
    expect(last).toEqual({
      type: 'error',
      code: 'ENGINE_LOST',
      message: 'It broke.',
      retryable: true,
    });
    expect(await database.turns.find(ownerId, id)).toMatchObject({ status: 'failed' });
  });
});

describe('a turn', () => {
  it('is taken up by another gateway, which tells on where the first one was cut', async () => {
    const conversation = await database.conversations.create({
      id: uuidv7(),
      ownerId,
      userLabel: 'dies',
    });
    const { eventLog } = gateway(speaking([]));
    for (const cutAt of [0, 1, 7, whole.length]) {
      // What a gateway leaves behind that is killed: a lapsed lease, and a log without an end.
      const id = uuidv7();
      const start = { type: 'message-start', message_id: id, conversation_id: conversation.id };
      await eventLog.append(id, [
        { id: 1, event: ChatEvent.parse(start) },
        { id: 2, event: { type: 'text-delta', text: whole.slice(0, cutAt) } },
      ]);
      const request = ChatTurnRequest.parse({ message: 'hello' });
      const turn = { id, ownerId, conversationId: conversation.id, requestId: 'r1', request };
      await database.turns.accept({ ...turn, seed: 3 }, -1);
      const heir = gateway(speaking(words));
      const seen = await heir.events(id);
      expect(seen.map((event) => event.id)).toEqual(seen.map((_, at) => at + 1));
      expect(seen.map(({ event }) => event.type)).not.toContain('text-replaced');
      expect(textOf(seen)).toBe(whole);
      expect(await database.turns.find(ownerId, id)).toMatchObject({ status: 'done', attempts: 2 });
    }
    expect(await database.messages.lastTurns(ownerId, conversation.id, 9)).toHaveLength(4);
  });

  it('is left to another gateway by one that stops, and answered once', async () => {
    const waits = speaking(words, (at) => (at < 5 ? never() : new Promise(() => undefined)));
    const one = gateway(waits);
    const id = await one.accept('hello');
    const first = await one.events(id, 0, 2);
    const other = gateway(speaking(words));
    const rest = other.events(id, first.at(-1)?.id);
    one.chat.abort();
    expect(textOf([...first, ...(await rest)])).toBe(whole);
  });

  it('ends when it is cancelled, from any gateway, and keeps what was written', async () => {
    const waits = speaking(words, (at) => (at < 3 ? never() : new Promise(() => undefined)));
    const one = gateway(waits);
    const other = gateway(speaking([]));
    const id = await one.accept('hello');
    await waitFor(async () => textOf(await one.events(id, 0, 2)).includes('word'));
    await other.chat.cancelTurn(ownerId, id);
    const seen = await one.events(id);
    expect(seen.at(-1)?.event).toMatchObject({ type: 'finish', reason: 'cancelled' });
    expect(textOf(seen)).toMatch(/^word0/);
    const stored = await database.turns.answer(ownerId, id);
    expect(stored?.text).toBe(textOf(seen));
    await expect(other.chat.cancelTurn(uuidv7(), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is the same for the same key, and for no other message', async () => {
    const { accept, events } = gateway(speaking(words));
    const ids = await Promise.all([accept('hello', 'k1'), accept('hello', 'k1')]);
    expect(new Set(ids).size).toBe(1);
    await events(ids[0]);
    expect(await accept('hello', 'k1')).toBe(ids[0]);
    expect(await accept('hello', 'k2')).not.toBe(ids[0]);
    await expect(accept('bye', 'k1')).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
  });
});
