import { describe, expect, it } from '@jest/globals';
import type { MessageView } from '@atelier/contracts';
import { newTurn } from '../turns/live-turn.js';
import { liveRows, toRows, type Row } from './rows.js';

const message = (id: string, role: 'user' | 'assistant', content: string): MessageView => ({
  id,
  seq: 1,
  role,
  content,
  warnings: [],
  created_at: '2026-01-01T00:00:00.000Z',
});
const turn = { ...newTurn({ key: 'k', message: 'hi', sentAt: 0 }), id: 'a', text: 'Hel' };

describe('rows', () => {
  it('know what an answer answers', () => {
    const rows = toRows([message('q', 'user', 'hi'), message('a', 'assistant', 'Hello')]);
    expect(rows.map(({ key, question }) => [key, question])).toEqual([
      ['a question', undefined],
      ['a', 'hi'],
    ]);
  });

  it('are the same for the same messages, so that they are not drawn again', () => {
    const messages = [message('q', 'user', 'hi'), message('a', 'assistant', 'Hello')];
    const before = toRows(messages);
    const after = toRows([message('o', 'user', 'older'), ...messages]);
    expect(after.slice(1)[0]).toBe(before[0]);
    expect(after.slice(1)[1]).toBe(before[1]);
    // An answer whose question came later is another row.
    expect(toRows(messages.slice(1))[0]).not.toBe(before[1]);
  });

  it('show a running turn as its question and what is there of the answer', () => {
    const rows = liveRows([turn], []);
    expect(rows.map(({ key, role, text }) => [key, role, text])).toEqual([
      ['a question', 'user', 'hi'],
      ['a', 'assistant', 'Hel'],
    ]);
  });

  it('show a turn once, under the same keys, when it is stored', () => {
    const messages = [message('q', 'user', 'hi'), message('a', 'assistant', 'Hello')];
    expect(liveRows([turn], messages)).toEqual([]);
    const keys = (rows: readonly Row[]) => rows.map(({ key }) => key);
    expect(keys(toRows(messages))).toEqual(keys(liveRows([turn], [])));
  });
});
