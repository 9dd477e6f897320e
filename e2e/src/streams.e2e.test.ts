import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createClient, type TurnEvent } from '@atelier/client';
import { SocketMessage, socketPath, socketProtocol } from '@atelier/contracts';
import { seededRandom, tempDir, waitFor, type TempDir } from '@atelier/testkit';
import { WebSocket } from 'ws';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

const wanted = 200;
const cutsOfTurn = 6;
const atOnce = 8;
const restartEvery = 10;
const seed = Number(process.env['CUT_SEED'] ?? 20_261_121);

jest.setTimeout(stackTimeoutMs);

describe(`streams that are cut (CUT_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  let dir: TempDir;
  let stack: Stack;
  let cuts = 0;

  beforeAll(async () => {
    dir = await tempDir();
    stack = await startStack({ dataDir: dir.path, environment: { MOCK_LATENCY_MS: '20' } });
  });
  afterAll(async () => {
    await stack.interrupt();
    await dir.remove();
  });

  /** A client whose first connections break after so many bytes. */
  function breakingClient() {
    let left = cutsOfTurn;
    return createClient({
      baseUrl: stack.url,
      async fetch(url, init) {
        const response = await fetch(url, init);
        if (left === 0 || !response.ok || response.body === null) return response;
        left -= 1;
        cuts += 1;
        let bytes = Math.floor(random.next() * 900);
        const cutter = new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            controller.enqueue(chunk.subarray(0, bytes));
            bytes -= chunk.length;
            if (bytes < 0) controller.error(new Error('cut'));
          },
        });
        return new Response(response.body.pipeThrough(cutter), response);
      },
    });
  }

  async function take(number: number) {
    const seen: TurnEvent[] = [];
    const wish = {
      body: { user_id: `reader-${number}`, message: `mock:long ${40 + (number % 30)}` },
      idempotencyKey: randomUUID(),
    };
    for await (const item of breakingClient().turnEvents(wish)) seen.push(item);
    return seen;
  }
  const textOf = (events: readonly TurnEvent[]) =>
    events.reduce((text, { event }) => {
      if (event.type === 'text-delta') return text + event.text;
      return event.type === 'text-replaced' ? event.text : text;
    }, '');

  it('give what uncut ones give, also while the gateway is killed and restarted', async () => {
    const read = new Map<number, TurnEvent[]>();
    let turns = 0;
    let restarts = 0;
    const reader = async () => {
      while (cuts < wanted) {
        const number = turns;
        turns += 1;
        if (number % restartEvery === restartEvery / 2) {
          restarts += 1;
          const how = restarts % 2 === 0 ? 'SIGTERM' : 'SIGKILL';
          await stack.signal('gateway', how).catch(() => undefined);
        }
        read.set(number, await take(number));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, reader));
    expect(restarts).toBeGreaterThan(2);
    expect(cuts).toBeGreaterThanOrEqual(wanted);
    await waitFor(async () => (await stack.client.ready()).status === 'ok', { retryErrors: true });

    for (const events of read.values()) {
      const ids = events.map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
      expect(events.filter(({ event }) => event.type === 'finish')).toHaveLength(1);
      const start = events.find(({ event }) => event.type === 'message-start')?.event;
      const id = start?.type === 'message-start' ? start.message_id : '';
      // As somebody reads it who comes later, and was never cut.
      const uncut: TurnEvent[] = [];
      for await (const item of stack.client.turnEvents({ id, after: 0 })) uncut.push(item);
      expect(textOf(events)).toBe(textOf(uncut));
      expect(textOf(events).split(' ').length).toBeGreaterThan(30);
    }
  }, 600_000);

  it('end with a cancel within a moment, and keep what was said', async () => {
    const wish = { body: { message: 'mock:long 2000' }, idempotencyKey: randomUUID() };
    const seen: TurnEvent[] = [];
    for await (const item of stack.client.turnEvents(wish)) {
      seen.push(item);
      const [first] = seen;
      if (seen.length === 4 && first?.event.type === 'message-start') {
        await stack.client.cancelTurn(first.event.message_id);
      }
    }
    expect(seen.at(-1)?.event).toMatchObject({ type: 'finish', reason: 'cancelled' });
    expect(textOf(seen)).not.toBe('');
  });

  it('come over a WebSocket too, with the states of the picture job', async () => {
    const socket = new WebSocket(`${stack.url.replace('http', 'ws')}${socketPath}`, socketProtocol);
    const said: SocketMessage[] = [];
    socket.addEventListener('message', ({ data }) => {
      const message = SocketMessage.parse(JSON.parse(data as string));
      said.push(message);
      if (message.type !== 'turn' || message.event.type !== 'image-job') return;
      const { image_job_id } = message.event;
      socket.send(JSON.stringify({ type: 'follow-job', ref: 'job', image_job_id }));
    });
    await new Promise((resolve) => {
      socket.addEventListener('open', resolve);
    });
    const body = { message: 'draw a red cat at 64x64, 4 steps' };
    socket.send(JSON.stringify({ type: 'say', ref: 'turn', body }));
    await waitFor(() => said.some(({ type, ref }) => type === 'done' && ref === 'job'), {
      timeoutMs: 60_000,
    });
    socket.close();
    const events = said.flatMap((message) => (message.type === 'turn' ? [message.event.type] : []));
    expect(events.at(0)).toBe('message-start');
    expect(events.at(-1)).toBe('finish');
    const states = said.flatMap((message) => (message.type === 'job' ? [message.job.status] : []));
    expect(states.at(-1)).toBe('succeeded');
  });
});
