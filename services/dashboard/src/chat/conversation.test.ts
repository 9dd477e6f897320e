import { describe, expect, it } from '@jest/globals';
import type { ChatReply } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import {
  conversationReducer,
  isWaiting,
  turnAgain,
  type Conversation,
  type Turn,
} from './conversation.js';

const conversationId = '0190c0de-0000-7000-8000-000000000001';
const jobId = '0190c0de-0000-7000-8000-000000000002';
const empty: Conversation = { turns: [], jobIds: [] };

const waitingTurn = (key: string): Turn => ({
  key,
  request: { user_id: 'me', message: 'hi', conversation_id: conversationId },
  state: { kind: 'waiting' },
});
const failedTurn = (error: AppError): Turn => ({
  ...waitingTurn('a'),
  state: { kind: 'failed', error },
});
const reply: ChatReply = {
  assistant_response: 'Here it comes.',
  image_job_id: jobId,
  image_urls: [],
  conversation_id: conversationId,
  message_id: conversationId,
  model: 'mock',
  warnings: [],
};

describe('conversationReducer', () => {
  it('waits for an answer and keeps its conversation and its job', () => {
    const asked = conversationReducer(empty, { type: 'sent', turn: waitingTurn('a') });
    expect(isWaiting(asked)).toBe(true);
    const answered = conversationReducer(asked, { type: 'answered', key: 'a', reply });
    expect(isWaiting(answered)).toBe(false);
    expect(answered).toMatchObject({
      conversationId,
      jobIds: [jobId],
      turns: [{ key: 'a', state: { kind: 'answered', reply } }],
    });
  });

  it('lists a job once when an answer is replayed', () => {
    const asked = { ...empty, turns: [waitingTurn('a'), waitingTurn('b')] };
    const once = conversationReducer(asked, { type: 'answered', key: 'a', reply });
    const twice = conversationReducer(once, { type: 'answered', key: 'b', reply });
    expect(twice.jobIds).toEqual([jobId]);
  });

  it('keeps the conversation through a failure, except when the server does not know it', () => {
    const asked = { ...empty, conversationId, turns: [waitingTurn('a')] };
    const busy = new AppError('ENGINE_BUSY');
    expect(conversationReducer(asked, { type: 'failed', key: 'a', error: busy })).toMatchObject({
      conversationId,
      turns: [{ state: { kind: 'failed', error: busy } }],
    });
    const gone = new AppError('NOT_FOUND');
    const after = conversationReducer(asked, { type: 'failed', key: 'a', error: gone });
    expect(after).not.toHaveProperty('conversationId');
  });

  it('keeps the newest 200 turns', () => {
    const turns = Array.from({ length: 200 }, (_, index) => waitingTurn(String(index)));
    const more = conversationReducer({ ...empty, turns }, { type: 'sent', turn: waitingTurn('x') });
    expect(more.turns).toHaveLength(200);
    expect(more.turns.at(-1)?.key).toBe('x');
  });
});

describe('turnAgain', () => {
  it('repeats the same request under the same key when time may heal the failure', () => {
    const failed = failedTurn(new AppError('SERVER_UNREACHABLE'));
    expect(turnAgain(failed, () => 'new')).toEqual(waitingTurn('a'));
  });

  it('starts afresh under a new key after a refusal', () => {
    const failed = failedTurn(new AppError('IDEMPOTENCY_MISMATCH'));
    expect(turnAgain(failed, () => 'new')).toEqual(waitingTurn('new'));
  });

  it('leaves an unknown conversation behind', () => {
    const again = turnAgain(failedTurn(new AppError('NOT_FOUND')), () => 'new');
    expect(again.request).toEqual({ user_id: 'me', message: 'hi' });
  });
});
