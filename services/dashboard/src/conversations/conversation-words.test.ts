import { describe, expect, it } from '@jest/globals';
import type { ConversationView } from '@atelier/contracts';
import { byDay, nameOf, parseTags } from './conversation-words.js';

const at = (date: Date): ConversationView => ({
  id: '0190c0de-0000-7000-8000-000000000001',
  user_id: 'me',
  tags: [],
  created_at: date.toISOString(),
  updated_at: date.toISOString(),
});

describe('byDay', () => {
  it('groups by the days of the reader', () => {
    const now = new Date(2026, 4, 20, 12);
    const dates = [
      new Date(2026, 4, 20, 0, 1),
      new Date(2026, 4, 19, 23, 59),
      new Date(2026, 4, 15),
      new Date(2026, 4, 14),
      new Date(2026, 3, 25),
      new Date(2025, 0, 1),
    ];
    expect(
      byDay(dates.map(at), now).map(({ name, conversations }) => [name, conversations.length]),
    ).toEqual([
      ['Today', 1],
      ['Yesterday', 1],
      ['The last seven days', 2],
      ['The last thirty days', 1],
      ['Before', 1],
    ]);
  });
});

describe('parseTags', () => {
  it('takes words with commas between, each once', () => {
    expect(parseTags(' work, trip 2026,,work ')).toEqual({ tags: ['work', 'trip 2026'] });
    expect(parseTags('')).toEqual({ tags: [] });
  });

  it('says what is wrong', () => {
    expect(parseTags('ok, <b>')).toHaveProperty('problem');
    expect(parseTags(Array.from({ length: 21 }, (_, n) => `t${n}`).join())).toEqual({
      problem: '20 tags at most.',
    });
  });
});

it('has a name for a conversation without a title', () => {
  expect([nameOf({}), nameOf({ title: ' ' }), nameOf({ title: 'Foxes' })]).toEqual([
    'Untitled',
    'Untitled',
    'Foxes',
  ]);
});
