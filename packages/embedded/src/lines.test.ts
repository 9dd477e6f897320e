import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readLines } from './lines.js';

async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, (line) => lines.push(line));
  const ended = new Promise((resolve) => stream.once('end', resolve));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await ended;
  return lines;
}

describe('readLines', () => {
  it('joins what arrives in pieces and keeps an unfinished last line', async () => {
    expect(await linesOf('on', 'e\ntwo\r\n\nthr', 'ee')).toEqual(['one', 'two', '', 'three']);
  });

  it('does not break a character that is cut in two', async () => {
    const bytes = Buffer.from('é\n');
    expect(await linesOf(bytes.subarray(0, 1), bytes.subarray(1))).toEqual(['é']);
  });

  it('gives an endless line in bounded pieces', async () => {
    const lines = await linesOf('x'.repeat(100_000), 'x'.repeat(100_000), '\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(65_536);
    expect(lines.join('')).toHaveLength(200_000);
  });
});
