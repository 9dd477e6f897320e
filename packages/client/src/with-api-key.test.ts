import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { randomUUID } from 'node:crypto';
import { createClient } from './client.js';

const id = randomUUID();
const page = `/api/v1/images/${id}`;

/** A client with a key, and what its server saw. */
function keyed(apiKey: string | (() => string | undefined)) {
  const seen: { url: string; key: string | null }[] = [];
  const client = createClient({
    baseUrl: 'http://atelier.test',
    apiKey,
    fetch: (url, init) => {
      seen.push({ url, key: new Headers(init.headers).get('authorization') });
      return Promise.resolve(new Response(new Uint8Array([1]), { status: 200 }));
    },
  });
  return { client, seen };
}

describe('a client with a key', () => {
  it('shows it with calls, streams and files, as it is at the time', async () => {
    let key: string | undefined;
    const { client, seen } = keyed(() => key);
    await client.deleteConversation(id);
    key = 'atl_a';
    await client.deleteConversation(id);
    await client.pictureFile(`${page}/thumbnail`);
    key = 'atl_b';
    await client
      .imageJobEvents(id, { patienceMs: -1 })
      .next()
      .catch(() => undefined);
    expect(seen.map((one) => one.key)).toEqual([
      null,
      'Bearer atl_a',
      'Bearer atl_a',
      'Bearer atl_b',
    ]);
  });
});

describe('files of pictures', () => {
  it('come from the address that the server gave', async () => {
    const { client, seen } = keyed('atl_a');
    const file = await client.pictureFile(`${page}?format=webp`);
    expect(file.size).toBe(1);
    expect(seen[0]?.url).toBe(`http://atelier.test${page}?format=webp`);
  });

  it.each([
    'https://evil.test/api/v1/images/1',
    '//evil.test/api/v1/images/1',
    '\\\\evil.test/api/v1/images/1',
    '/api/v1/images/../conversations',
    '/api/v1/conversations',
    'javascript:alert(1)',
    'http://',
  ])('do not come from %s', async (url) => {
    const { client, seen } = keyed('atl_a');
    await expect(client.pictureFile(url)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(seen).toEqual([]);
  });

  it('say why they do not come', async () => {
    const client = createClient({
      baseUrl: '',
      fetch: () => Promise.resolve(new Response('', { status: 404 })),
    });
    const error: unknown = await client.pictureFile(page).catch((reason: unknown) => reason);
    expect(AppError.is(error) && error.code).toBe('NOT_FOUND');
  });
});
