import { describe, expect, it } from '@jest/globals';
import type { ChatEvent } from '@atelier/contracts';
import { randomUUID } from 'node:crypto';
import { turnEvents, type TurnWish } from './turn-events.js';

const id = randomUUID();
const told: ChatEvent[] = [
  { type: 'message-start', message_id: id, conversation_id: randomUUID() },
  { type: 'text-delta', text: 'Yes, ' },
  { type: 'text-delta', text: 'süre 😀.' },
  { type: 'finish', reason: 'stop', model: 'm', timings: { total_ms: 1 } },
];
const sent = told.map(
  (event, at) => `id: ${at + 1}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
);

/** A server that breaks each connection after so many bytes. */
function server(cuts: readonly number[]) {
  const asked: { method: string; after: string | null; key: string | null }[] = [];
  const fetch = (_url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    const after = headers.get('last-event-id');
    const key = headers.get('idempotency-key');
    asked.push({ method: init.method ?? 'GET', after, key });
    const bytes = new TextEncoder().encode(
      `retry: 1\n\n${sent.slice(Number(after ?? 0)).join('')}`,
    );
    const cut = cuts[asked.length - 1];
    const end = Math.min(cut ?? bytes.length, bytes.length);
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        // In small pieces, some of which end within a character.
        const piece = bytes.slice(at, Math.min(at + 7, end));
        at += 7;
        if (piece.length > 0) controller.enqueue(piece);
        else if (cut === undefined) controller.close();
        else controller.error(new Error('reset'));
      },
    });
    return Promise.resolve(new Response(body));
  };
  return { asked, connection: { baseUrl: 'http://x', fetch } };
}
const deps = { pause: () => Promise.resolve(), now: () => 0 };
const wish: TurnWish = { body: { message: 'hello' }, idempotencyKey: 'k1' };

async function all(events: AsyncIterable<{ readonly event: ChatEvent }>) {
  const seen: ChatEvent[] = [];
  for await (const { event } of events) seen.push(event);
  return seen;
}

describe('following a turn', () => {
  it('gives every event once, wherever connections break', async () => {
    const length = sent.join('').length;
    for (let cut = 0; cut < length; cut += 5) {
      const { connection, asked } = server([cut, 40, 0]);
      expect(await all(turnEvents({ connection, ...deps }, wish))).toEqual(told);
      expect(asked[0]).toMatchObject({ method: 'POST', key: 'k1' });
    }
  });

  it('asks again with the same key until it knows the turn, then for what came after', async () => {
    const first = (sent[0] ?? '').length + 'retry: 1\n\n'.length;
    const { connection, asked } = server([0, first + 1]);
    await all(turnEvents({ connection, ...deps }, wish));
    expect(asked).toEqual([
      { method: 'POST', after: null, key: 'k1' },
      { method: 'POST', after: null, key: 'k1' },
      { method: 'GET', after: '1', key: null },
    ]);
  });

  it('ends with what the server refuses, and when nothing comes for too long', async () => {
    const refuses = {
      baseUrl: '',
      fetch: () => Promise.resolve(new Response('', { status: 404 })),
    };
    const deaf = { baseUrl: '', fetch: () => Promise.reject(new Error('refused')) };
    let clock = 0;
    const late = { pause: () => Promise.resolve(), now: () => (clock += 10_000) };
    await expect(all(turnEvents({ connection: refuses, ...deps }, wish))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(all(turnEvents({ connection: deaf, ...late }, wish))).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
    });
  });
});
