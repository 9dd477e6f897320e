import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openLogFile } from './log-file.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-log-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('openLogFile', () => {
  it('keeps the youngest files and no more', async () => {
    const file = openLogFile(join(folder, 'a.log'), { maxBytes: 20, keep: 2 });
    for (let line = 0; line < 20; line += 1) file.append(`line number ${line}`);
    file.close();
    expect((await readdir(folder)).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
    expect(await readFile(join(folder, 'a.log'), 'utf8')).toBe('line number 19\n');
    expect(await readFile(join(folder, 'a.log.1'), 'utf8')).toBe('line number 18\n');
  });

  it('goes on in the file of an earlier run', async () => {
    for (const text of ['first', 'second']) {
      const file = openLogFile(join(folder, 'a.log'), { maxBytes: 1_000, keep: 2 });
      file.append(text);
      file.close();
    }
    expect(await readFile(join(folder, 'a.log'), 'utf8')).toBe('first\nsecond\n');
  });

  it('loses lines and nothing else when it can not write', () => {
    const file = openLogFile(join(folder, 'missing', 'a.log'), { maxBytes: 10, keep: 1 });
    expect(() => {
      file.append('a line that is longer than allowed');
      file.append('another');
      file.close();
    }).not.toThrow();
  });
});
