import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startRedis, type EmbeddedServer } from '@atelier/embedded';
import { createLogger } from '@atelier/logging';
import { requiredTestVariable, tempDir, waitFor, type TempDir } from '@atelier/testkit';
import { Agent, request } from 'undici';
import { configureServer } from '../http/client-error.js';
import { id, testApp } from '../http/testing/test-app.js';
import { createAccess } from './access.js';
import { createClientAddress } from './client-address.js';
import { identifyByKey } from './identify.js';
import { createRequestLimits, type RequestLimits } from './request-limits.js';

const password = randomUUID();
const job = `/api/v1/image-jobs/${id}`;
const keyOf = (letter: string) => `atl_${letter.repeat(43)}`;
const bearer = (letter: string) => ({ authorization: `Bearer ${keyOf(letter)}` });

interface Gateway {
  readonly url: string;
  /** How many lines of this event were logged. */
  readonly logged: (event: string) => number;
}

let folder: TempDir;
let redis: EmbeddedServer;
let client: Agent;
let servers: Server[];
let limits: RequestLimits[];

const launchRedis = (port?: number) =>
  startRedis({
    binary: requiredTestVariable('TEST_REDIS_SERVER'),
    dataDir: folder.path,
    password,
    port,
    log: () => undefined,
  });

beforeEach(async () => {
  folder = await tempDir();
  redis = await launchRedis();
  // Some hundred connections at once; the other requests follow as soon as they can.
  client = new Agent({ connections: 200, headersTimeout: 120_000 });
  [servers, limits] = [[], []];
});
afterEach(async () => {
  await client.destroy();
  for (const server of servers) server.close();
  await Promise.all(limits.map((one) => one.close()));
  await redis.stop();
  await folder.remove();
});

/** A gateway that knows two keys and allows a hundred requests. */
async function startGateway(trustedProxies: readonly string[] = []): Promise<Gateway> {
  let written = '';
  const stream = new PassThrough().on('data', (chunk: Buffer) => (written += chunk.toString()));
  const log = createLogger({ service: 'gateway', stream });
  const own = createRequestLimits({
    redisUrl: redis.url,
    limits: { user: 100, address: 100 },
    windowS: 3_600,
    timeoutMs: 60_000,
    log,
  });
  limits.push(own);
  const find = (key: string) => {
    const [letter] = key.slice(4);
    const known = letter === 'a' || letter === 'b';
    const valid = { id: 'key', ownerId: `owner-${letter}`, scopes: ['pictures'], usedLately: true };
    return Promise.resolve(known ? valid : undefined);
  };
  const access = createAccess({
    identify: identifyByKey({ find, touch: () => Promise.resolve() }, log),
    limits: own,
    addressOf: createClientAddress(trustedProxies),
  });
  const server = createServer(testApp({ access }).app);
  servers.push(server);
  configureServer(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const logged = (event: string) => written.split(`"event":"${event}"`).length - 1;
  return { url: `http://127.0.0.1:${port}`, logged };
}

async function ask({ url }: Gateway, headers: Record<string, string> = {}, path = job) {
  const reply = await request(url + path, { headers, dispatcher: client });
  const body = (await reply.body.json()) as { code?: string };
  return { status: reply.statusCode, headers: reply.headers, body };
}

/** How often each status came of so many requests at once, spread over the gateways. */
async function flood(
  gateways: readonly Gateway[],
  times: number,
  headersOf: (index: number) => Record<string, string>,
) {
  const replies = await Promise.all(
    Array.from({ length: times }, (_, index) => {
      const gateway = gateways[index % gateways.length];
      if (!gateway) throw new Error('There is no gateway.');
      return ask(gateway, headersOf(index));
    }),
  );
  const counts: Record<number, number> = {};
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('limits of two gateways on one Redis', () => {
  it('let a user through exactly as often as allowed, and nobody else pays for it', async () => {
    const both = [await startGateway(), await startGateway()];
    expect(await flood(both, 1_000, () => bearer('a'))).toEqual({ 200: 100, 429: 900 });
    expect(await flood(both, 60, () => bearer('b'))).toEqual({ 200: 60 });
  });

  it('let an address through exactly as often as allowed, whatever it claims to be', async () => {
    const both = [await startGateway(), await startGateway(['192.0.2.0/24'])];
    const spoofed = (index: number) => {
      const address = `203.0.${index % 250}.${Math.floor(index / 250)}`;
      return {
        'x-forwarded-for': index % 2 === 0 ? address : `192.0.2.1, ${address}`,
        'x-real-ip': address,
        'true-client-ip': address,
        'cf-connecting-ip': address,
        forwarded: `for=${address}`,
        ...(index % 3 === 0 && bearer('x')),
      };
    };
    expect(await flood(both, 1_000, spoofed)).toEqual({ 401: 100, 429: 900 });
    // Who has a key is not the address.
    const [first] = both as [Gateway];
    expect((await ask(first, bearer('a'))).status).toBe(200);
  });

  it('tell addresses apart behind a proxy that is trusted', async () => {
    const gateway = await startGateway(['127.0.0.1']);
    const from = (address: string) => ({ 'x-forwarded-for': `1.2.3.4, ${address}` });
    expect(await flood([gateway], 150, () => from('203.0.113.1'))).toEqual({ 401: 100, 429: 50 });
    expect((await ask(gateway, from('::ffff:203.0.113.1'))).status).toBe(429);
    expect((await ask(gateway, from('203.0.113.2'))).status).toBe(401);
    const customer = (index: number) =>
      from(`2001:db8:0:7${(index % 256).toString(16).padStart(2, '0')}::1`);
    expect(await flood([gateway], 150, customer)).toEqual({ 401: 100, 429: 50 });
    expect((await ask(gateway, from('2001:db8:0:800::1'))).status).toBe(401);
  });

  it('say what is left, and when to come back', async () => {
    const gateway = await startGateway();
    const first = await ask(gateway, bearer('a'));
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"user";q=100;w=3600',
      ratelimit: '"user";r=99;t=3600',
    });
    await flood([gateway], 99, () => bearer('a'));
    const refused = await ask(gateway, bearer('a'));
    expect([refused.status, refused.body.code]).toEqual([429, 'RATE_LIMITED']);
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(refused.headers['ratelimit']).toMatch(/^"user";r=0;t=3[56]\d\d$/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_500);
    const nobody = await ask(gateway);
    expect(nobody.headers['ratelimit']).toMatch(/^"address";r=99;t=\d+$/);
  });

  it('never keep a probe out', async () => {
    const gateway = await startGateway();
    await flood([gateway], 120, () => ({}));
    for (const path of ['/health/live', '/health/ready']) {
      const probe = await ask(gateway, {}, path);
      expect([200, 503]).toContain(probe.status);
      expect(probe.headers).not.toHaveProperty('ratelimit');
    }
    expect((await ask(gateway, {}, '/health')).status).toBe(429);
  });
});

describe('limits without Redis', () => {
  it('hold for each gateway by itself, and together again when it is back', async () => {
    const both = [await startGateway(), await startGateway()] as const;
    const [one, two] = both;
    expect(await flood(both, 50, () => bearer('a'))).toEqual({ 200: 50 });
    const { port } = redis;
    await redis.stop();
    for (const gateway of both) {
      await waitFor(() => gateway.logged('limits.local') === 1, { what: 'the loss to be seen' });
    }
    expect(await flood([one], 250, () => bearer('a'))).toEqual({ 200: 100, 429: 150 });
    expect(await flood([two], 250, () => bearer('a'))).toEqual({ 200: 100, 429: 150 });
    const alone = await ask(one, bearer('b'));
    expect(alone.headers['ratelimit']).toMatch(/^"user";r=99;t=3600$/);

    redis = await launchRedis(port);
    for (const gateway of both) {
      await waitFor(() => gateway.logged('limits.shared') === 1, {
        timeoutMs: 30_000,
        what: 'Redis to be back',
      });
    }
    expect(await flood(both, 300, () => bearer('b'))).toEqual({ 200: 100, 429: 200 });
  });
});
