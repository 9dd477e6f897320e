import { describe, expect, it } from '@jest/globals';
import { modelEvents } from './model-events.js';

const model = {
  id: 'starter-chat',
  title: 'Starter',
  task: 'chat',
  status: 'ready',
  starter: true,
  active: true,
  licence: { id: 'Apache-2.0' },
  parameters: 1,
  memory_bytes: 1,
};

const stream = (...events: readonly unknown[]) =>
  new Response(events.map((one) => `event: model\ndata: ${JSON.stringify(one)}\n\n`).join(''));

describe('modelEvents', () => {
  it('connects again when a connection breaks, and skips what it does not know', async () => {
    const answers: (() => Promise<Response>)[] = [
      () => Promise.reject(new TypeError('no network')),
      () => Promise.resolve(stream(model, { id: 'odd' })),
      () => Promise.resolve(stream({ ...model, status: 'damaged' })),
    ];
    const pauses: number[] = [];
    const connection = {
      baseUrl: '',
      fetch: () => answers.shift()?.() ?? Promise.reject(new Error()),
    };
    const pause = (ms: number) => {
      pauses.push(ms);
      return Promise.resolve();
    };
    const heard: string[] = [];
    for await (const { status } of modelEvents({ connection, pause })) {
      heard.push(status);
      if (heard.length === 2) break;
    }
    expect(heard).toEqual(['ready', 'damaged']);
    expect(pauses).toEqual([500, 500]);
  });

  it('ends with the server’s word where asking again would not help', async () => {
    const body = JSON.stringify({ status: 401, detail: 'Send a key.', code: 'UNAUTHENTICATED' });
    const connection = {
      baseUrl: '',
      fetch: () => Promise.resolve(new Response(body, { status: 401 })),
    };
    const pause = () => Promise.reject(new Error('it must not wait'));
    await expect(modelEvents({ connection, pause }).next()).rejects.toHaveProperty(
      'retryable',
      false,
    );
  });
});
