import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** Longer lines reach the reader in pieces of this many characters. */
const maxLineLength = 64 * 1024;

/** Calls `onLine` for each line of the stream, without its line end, and for an unfinished last one. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    rest += decoder.write(chunk);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) emit(line, onLine);
    for (; rest.length > maxLineLength; rest = rest.slice(maxLineLength)) {
      onLine(rest.slice(0, maxLineLength));
    }
  });
  stream.on('end', () => {
    rest += decoder.end();
    if (rest !== '') emit(rest, onLine);
  });
  // A pipe that breaks says nothing that the end of the process does not say.
  stream.on('error', () => undefined);
}

function emit(line: string, onLine: (line: string) => void): void {
  let start = 0;
  do {
    onLine(line.slice(start, start + maxLineLength).trimEnd());
    start += maxLineLength;
  } while (start < line.length);
}
