import { describe, expect, it } from '@jest/globals';
import { toTerminalLine } from './terminal-line.js';

const entry = { ts: 'no time', level: 'info', service: 'gateway', event: 'request.answered' };
const plain = { colours: false, index: 0 };

describe('toTerminalLine', () => {
  it('shows process, event, words and fields, and leaves the stack to the file', () => {
    const fields = { message: 'It works.', status: 200, route: '/a b', stack: 'at x' };
    expect(toTerminalLine({ ...entry, ...fields }, 'gateway', plain)).toBe(
      '--:--:-- gateway            request.answered It works. status=200 route="/a b"',
    );
  });

  it('marks what is urgent', () => {
    const line = toTerminalLine({ ...entry, level: 'error' }, 'gateway', plain);
    expect(line).toContain(' ERROR request.answered');
  });

  it('lets no text steer the terminal', () => {
    const evil = { ...entry, event: 'a\x1b[2J', message: 'b\x07\nc', code: '\x9b5m' };
    expect(toTerminalLine(evil, 'gateway', plain)).not.toMatch(/[^\P{Cc}]/u);
  });

  it('paints only when asked', () => {
    expect(toTerminalLine(entry, 'gateway', { colours: true, index: 3 })).toContain('\x1b[32m');
    expect(toTerminalLine(entry, 'gateway', plain)).not.toContain('\x1b');
  });

  it('cuts what is too long', () => {
    const long = { ...entry, message: 'x'.repeat(100_000) };
    expect(toTerminalLine(long, 'gateway', plain).length).toBeLessThan(1_100);
  });
});
