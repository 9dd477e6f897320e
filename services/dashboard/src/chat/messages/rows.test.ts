import { describe, expect, it } from '@jest/globals';
import type { MessageView } from '@atelier/contracts';
import { newTurn } from '../turns/live-turn.js';
import { liveRows, toRows } from './rows.js';

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
      ['q', undefined],
      ['a', 'hi'],
    ]);
  });

  it('show a running turn as its question and what is there of the answer', () => {
    const rows = liveRows([turn], []);
    expect(rows.map(({ key, role, text }) => [key, role, text])).toEqual([
      ['k question', 'user', 'hi'],
      ['a', 'assistant', 'Hel'],
    ]);
  });

  it('show a turn once, under the same key, when it is stored', () => {
    const messages = [message('q', 'user', 'hi'), message('a', 'assistant', 'Hello')];
    expect(liveRows([turn], messages)).toEqual([]);
    expect(toRows(messages).at(-1)?.key).toBe(liveRows([turn], []).at(-1)?.key);
  });
});
