import { describe, expect, it } from '@jest/globals';
import { toLogEntry } from './log-entry.js';

describe('toLogEntry', () => {
  it('keeps our own lines as they are', () => {
    const entry = { ts: 't', level: 'warn', service: 'gateway', event: 'x', count: 1 };
    expect(toLogEntry('other', JSON.stringify(entry))).toEqual(entry);
  });

  it.each([
    ['LOG:  database system is ready', 'info', 'database system is ready'],
    ['FATAL:  no such role', 'error', 'no such role'],
    ['WARNING:  careful', 'warn', 'careful'],
    ['12:M 21 Nov 2026 14:00:00.123 # Memory overcommit', 'warn', 'Memory overcommit'],
    ['12:M 21 Nov 2026 14:00:00.123 * Ready', 'info', 'Ready'],
    ['Error: something broke', 'info', 'Error: something broke'],
    ['{"not":"an entry"}', 'info', '{"not":"an entry"}'],
    ['{broken', 'info', '{broken'],
  ])('wraps %j', (line, level, message) => {
    const expected = { level, service: 'postgres', event: 'output', message };
    expect(toLogEntry('postgres', line)).toMatchObject(expected);
  });
});
