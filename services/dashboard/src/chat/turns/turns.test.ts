import { describe, expect, it } from '@jest/globals';
import type { TurnEvent, TurnWish } from '@atelier/client';
import type { ChatEvent } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { memoryStorage } from '../../app/testing/memory-storage.js';
import type { LiveTurn } from './live-turn.js';
import { createTurnRecords, type TurnRecords } from './turn-records.js';
import { createTurns } from './turns.js';

const id = '0190c0de-0000-7000-8000-000000000001';
const conversationId = '0190c0de-0000-7000-8000-000000000002';
const start: ChatEvent = { type: 'message-start', message_id: id, conversation_id: conversationId };
const finish: ChatEvent = {
  type: 'finish',
  reason: 'stop',
  model: 'm',
  timings: { total_ms: 1 },
};

function newRecords(): TurnRecords {
  const session = memoryStorage();
  const local = memoryStorage();
  return createTurnRecords({ session: () => session, local: () => local });
}

/** Turns whose streams the test writes. */
function page(records = newRecords()) {
  const wishes: TurnWish[] = [];
  const cancelled: string[] = [];
  const over: LiveTurn[] = [];
  let write: (item: ChatEvent | AppError) => void = () => undefined;
  let keys = 0;
  async function* turnEvents(wish: TurnWish): AsyncGenerator<TurnEvent> {
    wishes.push(wish);
    for (let number = 1; ; number += 1) {
      const item = await new Promise<ChatEvent | AppError>((resolve) => (write = resolve));
      if (item instanceof AppError) throw item;
      yield { id: number, event: item };
      if (item.type === 'finish' || item.type === 'error') return;
    }
  }
  const turns = createTurns({
    client: {
      turnEvents,
      cancelTurn: (turn) => {
        cancelled.push(turn);
        return Promise.resolve();
      },
    },
    records,
    newKey: () => `key${(keys += 1)}`,
    now: () => keys,
    ended: (turn) => over.push(turn),
    gather: (tell) => {
      tell();
    },
  });
  const say = async (...items: (ChatEvent | AppError)[]) => {
    for (const item of items) {
      write(item);
      await new Promise(setImmediate);
    }
  };
  return { turns, wishes, cancelled, over, say, records };
}

describe('turns', () => {
  it('begin a conversation, and tell which it is', async () => {
    const { turns, wishes, say, over, records } = page();
    const key = turns.send('hi', undefined);
    expect(wishes).toEqual([
      { body: { user_id: 'me', message: 'hi', conversation_id: 'new' }, idempotencyKey: 'key1' },
    ]);
    expect(turns.of(undefined)).toHaveLength(1);
    await say(start, { type: 'text-delta', text: 'Hello' });
    expect([turns.of(undefined), turns.of(conversationId)[0]?.text]).toEqual([[], 'Hello']);
    expect(records.list()).toMatchObject([{ key, id, conversationId }]);
    await say(finish);
    expect(records.list()).toEqual([]);
    expect(over).toMatchObject([{ key, state: 'done' }]);
  });

  it('go on in a page that is loaded again, or in another tab', async () => {
    const records = newRecords();
    const first = page(records);
    first.turns.send('hi', conversationId);
    await first.say(start);
    first.turns.leave();
    const second = page(records);
    second.turns.resume();
    second.turns.resume();
    expect(second.wishes).toEqual([{ id, after: 0 }]);
    await second.say(start, { type: 'text-delta', text: 'Hello' });
    expect(second.turns.of(conversationId)).toMatchObject([{ message: 'hi', text: 'Hello' }]);
  });

  it('ask again under the same key when the server was not told', () => {
    const records = newRecords();
    page(records).turns.send('hi', conversationId);
    const { turns, wishes } = page(records);
    turns.resume();
    expect(wishes).toMatchObject([{ idempotencyKey: 'key1', body: { message: 'hi' } }]);
  });

  it('keep a message that failed, and send it again', async () => {
    const { turns, wishes, say, records } = page();
    const key = turns.send('hi', conversationId);
    await say(new AppError('SERVER_UNREACHABLE'));
    expect(turns.find(key)).toMatchObject({ state: 'failed' });
    expect(records.list()).toMatchObject([{ key, failure: { code: 'SERVER_UNREACHABLE' } }]);
    turns.retry(key);
    expect(wishes[1]).toEqual(wishes[0]);
    await say(start, { type: 'error', code: 'ENGINE_FAILED', message: 'No.', retryable: true });
    turns.retry(key);
    expect(wishes[2]).toMatchObject({ idempotencyKey: 'key2' });
  });

  it('leave a conversation that is gone', async () => {
    const { turns, wishes, say } = page();
    const key = turns.send('hi', conversationId);
    await say(new AppError('NOT_FOUND'));
    turns.retry(key);
    expect(wishes[1]).toMatchObject({
      body: { user_id: 'me', message: 'hi', conversation_id: 'new' },
      idempotencyKey: 'key2',
    });
  });

  it('forget a turn that ended long ago', async () => {
    const records = newRecords();
    records.put({ key: 'k', message: 'hi', conversationId, id, sentAt: 0 });
    const { turns, say, over } = page(records);
    turns.resume();
    await say(new AppError('NOT_FOUND'));
    expect([records.list(), turns.of(conversationId), over.length]).toEqual([[], [], 1]);
  });

  it('stop as soon as the server has named them', async () => {
    const { turns, cancelled, say } = page();
    const key = turns.send('hi', conversationId);
    turns.stop(key);
    expect(cancelled).toEqual([]);
    await say(start);
    expect(cancelled).toEqual([id]);
    expect(turns.find(key)?.state).toBe('stopping');
  });
});
