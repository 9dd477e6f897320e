import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createWebhookPoster, type WebhookPoster } from './post-webhook.js';
import type { AddressRules } from './resolve-checked.js';
import { startTestReceiver, type TestReceiver } from './testing/test-receiver.js';

const here: LookupAddress = { address: '127.0.0.1', family: 4 };
const away: LookupAddress = { address: '93.184.216.34', family: 4 };
const ok = (response: ServerResponse) => response.end('thanks');

let receiver: TestReceiver | undefined;
let poster: WebhookPoster | undefined;
afterEach(async () => {
  await poster?.close();
  await receiver?.stop();
});

/** A name server that answers with these, one after the other, and a receiver on this machine. */
async function world(
  answers: readonly LookupAddress[][],
  answer: (response: ServerResponse) => void = ok,
  { allowPrivate = true, timeoutMs }: Partial<AddressRules> & { readonly timeoutMs?: number } = {},
) {
  const asked: string[] = [];
  const resolve = (host: string) => {
    const found = answers[Math.min(asked.push(host), answers.length) - 1];
    return found ? Promise.resolve(found) : Promise.reject(new Error('ENOTFOUND'));
  };
  const started = await startTestReceiver(answer);
  receiver = started;
  const made = createWebhookPoster({ allowPrivate, resolve }, timeoutMs);
  poster = made;
  const post = (path = '/hook', host = 'hook.example.com') =>
    made.post({
      url: `http://${host}:${started.port}${path}`,
      headers: { 'webhook-id': 'w1' },
      body: '{"type":"test"}',
      signal: new AbortController().signal,
    });
  return { post, asked, received: started.received };
}

describe('a webhook', () => {
  it('is sent to the address that the name leads to, under that name', async () => {
    const { post, received } = await world([[here]]);
    expect(await post('/hook?id=1')).toBe(200);
    expect(received).toMatchObject([{ path: '/hook?id=1', body: '{"type":"test"}' }]);
    expect(received[0]?.headers).toMatchObject({
      host: expect.stringMatching(/^hook\.example\.com:/u) as unknown,
      'content-type': 'application/json',
      'webhook-id': 'w1',
    });
  });

  it('is not sent where a name leads that was public a moment ago', async () => {
    const { post, asked, received } = await world([[away], [here]], ok, { allowPrivate: false });
    await expect(post()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(asked).toHaveLength(2);
    expect(received).toEqual([]);
  });

  it.each(['127.0.0.1', '2130706433', '[::ffff:127.0.0.1]'])(
    'is not sent to %s, which nobody looks up',
    async (host) => {
      const { post, asked, received } = await world([[away]], ok, { allowPrivate: false });
      await expect(post('/', host)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      expect(asked).toEqual([]);
      expect(received).toEqual([]);
    },
  );

  it('looks the name up for each connection anew', async () => {
    const { post, received } = await world([[here], [here], [here], []]);
    expect(await post()).toBe(200);
    await expect(post()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(received).toHaveLength(1);
  });

  it('does not follow where the receiver points', async () => {
    const { post, received } = await world([[here]], (response) => {
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await post()).toBe(307);
    expect(received.map(({ path }) => path)).toEqual(['/hook']);
  });

  it('does not read an endless answer', async () => {
    let closed: Promise<unknown> | undefined;
    const { post } = await world([[here]], (response) => {
      closed = once(response, 'close');
      const write = () => {
        while (response.write(Buffer.alloc(65_536)));
        response.once('drain', write);
      };
      write();
    });
    expect(await post()).toBe(200);
    await closed;
  });

  it.each([
    ['answers nothing', () => undefined],
    [
      'answers with endless headers',
      (response: ServerResponse) => {
        response.socket?.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`);
      },
    ],
    ['hangs up', (response: ServerResponse) => response.destroy()],
  ])('ends with an error when the receiver %s', async (_what, answer) => {
    const { post } = await world([[here]], answer, { timeoutMs: 300 });
    await expect(post()).rejects.toThrow();
  });
});
