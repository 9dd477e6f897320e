import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startRedis, type EmbeddedServer } from '@atelier/embedded';
import { requiredTestVariable, tempDir, waitFor, type TempDir } from '@atelier/testkit';
import { createRateLimits, type RateLimits } from './rate-limits.js';

const password = randomUUID();
const patient = { timeoutMs: 30_000 };

let folder: TempDir;
let server: EmbeddedServer;
let told: string[];
let opened: RateLimits<'few' | 'one'>[];

const launch = (port?: number) =>
  startRedis({
    binary: requiredTestVariable('TEST_REDIS_SERVER'),
    dataDir: folder.path,
    password,
    port,
    log: () => undefined,
  });

beforeEach(async () => {
  folder = await tempDir();
  server = await launch();
  [told, opened] = [[], []];
});
afterEach(async () => {
  await Promise.all(opened.map((limits) => limits.close()));
  await server.stop();
  await folder.remove();
});

function open(windowS = 3_600) {
  const limits = createRateLimits({
    redisUrl: server.url,
    limits: { few: 100, one: 1 },
    windowS,
    timeoutMs: 30_000,
    onChange: (counts) => told.push(counts),
  });
  opened.push(limits);
  return limits;
}

/** How many of so many at once may pass. */
async function allowed(limits: RateLimits<'few' | 'one'>, times: number, id = 'ann') {
  const passes = await Promise.all(Array.from({ length: times }, () => limits.pass('few', id)));
  return passes.filter((pass) => pass.allowed).length;
}

describe('createRateLimits', () => {
  it('lets through exactly the allowance, however many processes count', async () => {
    const [a, b] = [open(), open()];
    const counts = await Promise.all([allowed(a, 150), allowed(b, 150), allowed(a, 50, 'bob')]);
    expect([counts[0] + counts[1], counts[2]]).toEqual([100, 50]);
  });

  it('says what is left, and until when', async () => {
    const limits = open();
    expect(await limits.pass('few', 'ann')).toMatchObject({
      allowed: true,
      limit: 100,
      remaining: 99,
    });
    expect(await limits.pass('one', 'ann')).toMatchObject({ allowed: true, remaining: 0 });
    const refused = await limits.pass('one', 'ann');
    expect(refused).toMatchObject({ allowed: false, limit: 1, remaining: 0 });
    expect(refused.resetMs).toBeGreaterThan(3_500_000);
    expect(refused.resetMs).toBeLessThanOrEqual(3_600_000);
  });

  it('begins anew when the window is over', async () => {
    const limits = open(1);
    expect(await limits.pass('one', 'ann')).toMatchObject({ allowed: true });
    const again = async () => (await limits.pass('one', 'ann')).allowed;
    await waitFor(again, { ...patient, what: 'the next window' });
  });

  it('counts alone while Redis is away, and together again when it is back', async () => {
    const [a, b] = [open(), open()];
    expect(await allowed(a, 60)).toBe(60);
    expect(await allowed(b, 60)).toBe(40);
    const { port } = server;
    await server.stop();
    await waitFor(() => told.filter((counts) => counts === 'local').length === 2, patient);
    // The one that saw the last of the allowance still knows.
    expect(await allowed(b, 10)).toBe(0);
    expect(await allowed(a, 150)).toBe(100);
    expect([await allowed(a, 150, 'bob'), await allowed(b, 150, 'bob')]).toEqual([100, 100]);

    server = await launch(port);
    await waitFor(() => told.filter((counts) => counts === 'shared').length === 2, patient);
    const eve = await Promise.all([allowed(a, 150, 'eve'), allowed(b, 150, 'eve')]);
    expect(eve[0] + eve[1]).toBe(100);
  });

  it('begins without Redis, too', async () => {
    await server.kill();
    const limits = open();
    expect(await allowed(limits, 150)).toBe(100);
    expect(told).toEqual(['local']);
  });
});
