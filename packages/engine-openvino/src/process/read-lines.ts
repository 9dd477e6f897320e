import type { Readable } from 'node:stream';

const maxLineLength = 2_000;

/** Calls `onLine` for each line; one without an end is cut, so that nothing grows. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  const say = (line: string) => {
    const text = line.trimEnd();
    if (text !== '') onLine(text.slice(0, maxLineLength));
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, maxLineLength);
    for (const line of lines) say(line);
  });
  stream.on('end', () => {
    say(rest);
  });
  stream.on('error', () => undefined);
}
