import { describe, expect, it } from '@jest/globals';
import { parseListCursor, parseSearchCursor, toListCursor, toSearchCursor } from './cursor.js';

const id = '0199a1b2-0000-7000-8000-000000000001';
const moment = new Date('2026-01-02T03:04:05.678Z');
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('cursors', () => {
  it('come back as they were', () => {
    expect(parseListCursor(toListCursor({ id, updatedAt: moment }))).toEqual({
      id,
      updatedAt: moment,
    });
    const hit = {
      rank: Math.fround(0.1),
      createdAt: moment,
      messageId: id,
      where: 'image-prompt',
    } as const;
    expect(parseSearchCursor(toSearchCursor(hit))).toEqual(hit);
  });

  it.each([
    '',
    'nope',
    '!!!!',
    encoded(null),
    encoded([1]),
    encoded([-1, id]),
    encoded([9e15, id]),
    encoded([1, "x'; drop table"]),
    encoded([1, id, 1]),
  ])('%p is refused', (cursor) => {
    expect(() => parseListCursor(cursor)).toThrow(/next_cursor/);
    expect(() => parseSearchCursor(cursor)).toThrow(/next_cursor/);
  });

  it('hold a rank that Postgres can read', () => {
    const rank = (value: number) => parseSearchCursor(encoded([value, 1, id, 'message'])).rank;
    expect(rank(1e-300)).toBe(0);
    expect(() => rank(1e300)).toThrow(/next_cursor/);
  });
});
