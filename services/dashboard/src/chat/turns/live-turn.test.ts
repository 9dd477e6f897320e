import { describe, expect, it } from '@jest/globals';
import type { ChatEvent } from '@atelier/contracts';
import { isRunning, newTurn, withEvent } from './live-turn.js';
import { aboutTime, waitingWords } from './turn-words.js';

const id = '0190c0de-0000-7000-8000-000000000001';
const sent = newTurn({ key: 'k', message: 'hi', sentAt: 0 });
const start: ChatEvent = { type: 'message-start', message_id: id, conversation_id: id };
const after = (...events: ChatEvent[]) => events.reduce(withEvent, sent);
const delta = (text: string): ChatEvent => ({ type: 'text-delta', text });

describe('withEvent', () => {
  it('joins what is told, and begins anew where it is told from the start', () => {
    const once = after(start, { type: 'waiting', place: 2 }, delta('Hel'), delta('lo'));
    expect(once).toMatchObject({ id, conversationId: id, text: 'Hello' });
    expect(once).not.toHaveProperty('waiting');
    expect(after(start, delta('Hel'), start, delta('Hello')).text).toBe('Hello');
  });

  it('replaces text, and keeps reasoning, pictures and warnings apart', () => {
    const image: ChatEvent = { type: 'image-job', image_job_id: id, prompt: 'a fox', count: 1 };
    const warning: ChatEvent = { type: 'warning', code: 'x', message: 'Left out.' };
    const turn = after(
      start,
      { type: 'reasoning-delta', text: 'Hm' },
      delta('{"pro'),
      { type: 'text-replaced', text: 'Here' },
      image,
      image,
      warning,
      warning,
    );
    expect(turn).toMatchObject({ text: 'Here', reasoning: 'Hm', jobIds: [id] });
    expect(turn.warnings).toHaveLength(1);
    expect(isRunning(turn)).toBe(true);
  });

  it('ends with a finish or an error', () => {
    const timings = { total_ms: 1 };
    const cut = after(start, { type: 'finish', reason: 'length', model: 'm', timings });
    expect(cut).toMatchObject({ state: 'done', model: 'm', cut: 'length' });
    const failure = { code: 'ENGINE_BUSY', message: 'Busy.', retryable: true };
    const failed = after(start, { type: 'error', ...failure });
    expect(failed).toMatchObject({ state: 'failed', failure });
    expect(isRunning(failed)).toBe(false);
  });
});

describe('waitingWords', () => {
  it.each([
    [sent, { connection: 'here' as const }, 'Sending'],
    [after(start), { connection: 'here' as const }, 'Atelier is reading'],
    [after(start), { connection: 'lost' as const }, 'The connection is lost. It goes on as soon'],
    [
      after(start, { type: 'waiting', place: 3, estimate_ms: 20_400 }),
      { connection: 'here' as const },
      'Waiting: place 3 in the queue, about 20 s',
    ],
    [
      after(start),
      { connection: 'here' as const, chat: { status: 'down' as const } },
      'Waiting: the model is being loaded',
    ],
  ])('says why (%#)', (turn, circumstances, words) => {
    expect(waitingWords(turn, circumstances)).toContain(words);
  });

  it.each([
    [200, 'about 1 s'],
    [61_000, 'about a minute'],
    [150_000, 'about 3 minutes'],
  ])('%d ms is %s', (ms, words) => {
    expect(aboutTime(ms)).toBe(words);
  });
});
