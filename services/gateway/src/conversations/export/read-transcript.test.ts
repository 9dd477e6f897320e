import { describe, expect, it } from '@jest/globals';
import type { Message } from '@atelier/database';
import { readTranscript, type TranscriptSource } from './read-transcript.js';

const message = (seq: number): Message => ({
  id: `0199a1b2-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  ownerId: 'owner',
  conversationId: 'c',
  seq,
  role: seq % 2 === 1 ? 'user' : 'assistant',
  content: `text ${seq}`,
  reasoning: undefined,
  model: undefined,
  warnings: [],
  usage: undefined,
  imageJobId: undefined,
  createdAt: new Date(0),
});

/** A conversation of `length` messages that is deleted after `keptPages` pages. */
function source(length: number, keptPages = Infinity) {
  let reads = 0;
  const transcripts: TranscriptSource['transcripts'] = {
    lastPlace: () => Promise.resolve(length),
    following: (_ownerId, _id, { after, limit }) => {
      reads += 1;
      const count = reads > keptPages ? 0 : Math.min(limit, length - after);
      return Promise.resolve(
        Array.from({ length: count }, (_, index) => message(after + index + 1)),
      );
    },
  };
  const imageJobs = { findAll: () => Promise.resolve([]) };
  return { from: { transcripts, imageJobs }, reads: () => reads };
}

async function read(from: TranscriptSource): Promise<number[]> {
  const seen: number[] = [];
  for await (const page of readTranscript(from, 'owner', 'c'))
    seen.push(...page.map(({ seq }) => seq));
  return seen;
}

describe('readTranscript', () => {
  it('gives each message once, in order', async () => {
    const expected = Array.from({ length: 1_234 }, (_, index) => index + 1);
    expect(await read(source(1_234).from)).toEqual(expected);
    expect(await read(source(0).from)).toEqual([]);
  });

  it('reads a page only when it is asked for', async () => {
    const { from, reads } = source(100_000);
    const pages = readTranscript(from, 'owner', 'c');
    await pages.next();
    await pages.next();
    expect(reads()).toBe(2);
  });

  it('does not pass off half of a conversation as the whole', async () => {
    await expect(read(source(1_000, 3).from)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
