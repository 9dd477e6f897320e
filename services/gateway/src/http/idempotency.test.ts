import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AppError } from '@atelier/errors';
import supertest from 'supertest';
import { canonicalJson } from './canonical-json.js';
import type { Handlers } from './handlers.js';
import { toClaim, underClaim } from './idempotency.js';
import { createFakeIdempotency } from './testing/fake-idempotency.js';
import { chatReply, testApp } from './testing/test-app.js';

const message = { user_id: 'ada', message: 'hi' };

function setUp(chat?: Handlers['chat']) {
  const idempotency = createFakeIdempotency();
  let calls = 0;
  const { app } = testApp({
    idempotency,
    handlers: {
      chat: async (call) => {
        calls += 1;
        if (chat) return chat(call);
        const json = { ...chatReply, assistant_response: `Answer ${calls}.` };
        if (call.idempotency) idempotency.complete(call.idempotency, 200, json);
        return { json };
      },
    },
  });
  const send = (key: string, body: object = message) =>
    supertest(app).post('/chat').set('Idempotency-Key', key).send(body);
  return { app, idempotency, send, calls: () => calls };
}

describe('Idempotency-Key', () => {
  it('replays the same answer, whatever the order of fields', async () => {
    const { send, calls } = setUp();
    const first = await send('k1');
    const again = await send('k1', { message: 'hi', user_id: 'ada' });
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(calls()).toBe(1);
  });

  it('answers anew without a key and under another', async () => {
    const { app, send, calls } = setUp();
    await send('k1');
    await send('k2');
    await supertest(app).post('/chat').send(message);
    expect(calls()).toBe(3);
  });

  it('refuses another body', async () => {
    const { send, calls } = setUp();
    await send('k1');
    const other = await send('k1', { ...message, message: 'ho' });
    expect(other.body).toMatchObject({ status: 422, code: 'IDEMPOTENCY_MISMATCH' });
    expect(calls()).toBe(1);
  });

  it('refuses a second while the first runs', async () => {
    let begin: () => void = () => undefined;
    let finish: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const { send } = setUp(async () => {
      begin();
      await finished;
      return { json: chatReply };
    });
    const first = send('k1').then((reply) => reply.status);
    await begun;
    const second = await send('k1');
    expect(second.body).toMatchObject({ status: 409, code: 'IDEMPOTENCY_IN_FLIGHT' });
    expect(Number(second.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    finish();
    await expect(first).resolves.toBe(200);
  });

  it('is free again after a failure', async () => {
    const { send, calls } = setUp(() => Promise.reject(new AppError('LLM_UNAVAILABLE')));
    expect((await send('k1')).status).toBe(503);
    expect((await send('k1')).status).toBe(503);
    expect(calls()).toBe(2);
  });

  it.each(['', 'two words', 'x'.repeat(129), 'caf\u00e9'])('%j is no key', async (key) => {
    const { send, calls } = setUp();
    const reply = await send(key);
    expect(reply.body).toMatchObject({
      status: 400,
      code: 'INVALID_INPUT',
      errors: [{ field: 'idempotency-key' }],
    });
    expect(calls()).toBe(0);
  });

  it('means nothing where nothing is made', async () => {
    const { app } = setUp();
    const reply = await supertest(app).get('/health/live').set('Idempotency-Key', 'two words');
    expect(reply.status).toBe(200);
  });
});

describe('underClaim', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const claim = { ownerId: 'o', key: 'k', fingerprint: 'f' };
  const { log } = fakeLog();

  it('renews while the work runs, and not after', async () => {
    const port = createFakeIdempotency();
    let finish: (value: string) => void = () => undefined;
    const work = () => new Promise<string>((resolve) => (finish = resolve));
    const result = underClaim(port, claim, log, work);
    await jest.advanceTimersByTimeAsync(16_000);
    expect(port.renewals()).toBe(3);
    finish('done');
    await expect(result).resolves.toBe('done');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(port.renewals()).toBe(3);
  });

  it('throws what the work threw, also when the claim can not be released', async () => {
    const port = createFakeIdempotency();
    const broken = { ...port, release: () => Promise.reject(new Error('down')) };
    const failure = new AppError('STORAGE_FULL');
    await expect(underClaim(broken, claim, log, () => Promise.reject(failure))).rejects.toBe(
      failure,
    );
  });

  it('goes on when a renewal fails', async () => {
    const port = { ...createFakeIdempotency(), renew: () => Promise.reject(new Error('down')) };
    const work = () => new Promise<string>((resolve) => setTimeout(resolve, 12_000, 'done'));
    const result = underClaim(port, claim, log, work);
    await jest.advanceTimersByTimeAsync(12_000);
    await expect(result).resolves.toBe('done');
  });
});

describe('fingerprints', () => {
  const of = (request: Partial<Parameters<typeof toClaim>[1]>) =>
    toClaim('k', { ownerId: 'o', method: 'POST', path: '/chat', body: { a: 1 }, ...request });

  it('differ by method, path and body', () => {
    const all = [of({}), of({ method: 'DELETE' }), of({ path: '/x' }), of({ body: { a: 2 } })];
    expect(new Set(all.map((claim) => claim?.fingerprint)).size).toBe(4);
  });

  it('differ by pictures, which are megabytes', () => {
    const [one, other] = ['a', 'b'].map((letter) => `${'x'.repeat(1_000_000)}${letter}`);
    const all = [{ image: one }, { image: other }, { mask: one }, { image: one, mask: other }];
    expect(new Set(all.map((body) => of({ body })?.fingerprint)).size).toBe(4);
    expect(of({ body: { image: one } })).toEqual(of({ body: { image: one } }));
  });

  it('do not depend on the order of keys, at any depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: 3 })).toBe('{"a":3,"b":[{"c":2,"d":1}]}');
  });
});

function fakeLog() {
  const write = () => undefined;
  const log = {
    fatal: write,
    error: write,
    warn: write,
    info: write,
    debug: write,
    child: () => log,
    flush: () => Promise.resolve(),
  };
  return { log };
}
