import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { seededRandom, tempDir, waitFor, type TempDir } from '@atelier/testkit';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';
import { finished, readTruth } from './truth.js';

const kills = 20;
const seed = Number(process.env['KILL_SEED'] ?? 20_261_121);

jest.setTimeout(stackTimeoutMs);

describe(`seeded kills (KILL_SEED=${seed})`, () => {
  let dir: TempDir;
  let dataDir: string;
  let failpointFile: string;
  let stack: Stack;
  let wishes = 0;
  const accepted = new Set<string>();

  beforeAll(async () => {
    dir = await tempDir();
    dataDir = dir.path;
    failpointFile = join(dataDir, 'failpoint');
    stack = await startStack({
      dataDir,
      diffusionWorkers: 2,
      environment: {
        MOCK_STEP_DELAY_MS: '60',
        QUEUE_LOCK_MS: '2000',
        QUEUE_STALLED_EVERY_MS: '1000',
        RECONCILE_EVERY_MS: '1000',
        FAILPOINT_FILE: failpointFile,
      },
    });
  });
  afterAll(async () => {
    await stack.interrupt();
    await dir.remove();
  });

  /** Asks until it is accepted; the key makes the retries safe. */
  async function wish(): Promise<void> {
    wishes += 1;
    const body = { user_id: 'maker', message: `Draw star number ${wishes} at 64x64, 10 steps` };
    const options = { idempotencyKey: `wish-${wishes}` };
    let id: string | undefined;
    await waitFor(
      async () => {
        const reply = await stack.client.chat(body, options).catch(() => undefined);
        id = reply?.image_job_id;
        return id !== undefined;
      },
      { timeoutMs: 60_000 },
    );
    if (id !== undefined) accepted.add(id);
  }

  const faults = {
    'diffusion worker': () => stack.signal('diffusion-worker-1', 'SIGKILL'),
    'other diffusion worker': () => stack.signal('diffusion-worker-2', 'SIGKILL'),
    'llm worker': () => stack.signal('llm-worker', 'SIGKILL'),
    gateway: () => stack.signal('gateway', 'SIGKILL'),
    'redis with its data': async () => {
      await stack.signal('redis', 'SIGKILL');
      await rm(join(dataDir, 'redis'), { recursive: true, force: true });
    },
    postgres: () => stack.signal('postgres', 'SIGKILL'),
    'gateway between accept and enqueue': () => writeFile(failpointFile, 'after-accept'),
  };

  it(`${kills} of them lose no accepted job, and finish each exactly once`, async () => {
    const random = seededRandom(seed);
    const names = Object.keys(faults) as (keyof typeof faults)[];
    const hit: string[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      // Every fault comes at least once; the order and the moment are drawn.
      const name = names[kill] ?? random.pick(names);
      hit.push(name);
      await wish();
      await new Promise((resolve) => setTimeout(resolve, random.next() * 700));
      // A process that is just being restarted can't be killed again: then this one counts too.
      await faults[name]().catch(() => undefined);
    }
    expect(hit).toHaveLength(kills);

    for (const id of accepted) {
      await waitFor(
        async () =>
          (await stack.client.imageJob(id).catch(() => undefined))?.status === 'succeeded',
        { timeoutMs: 120_000 },
      );
    }
    const truth = await readTruth(stack);
    expect(truth).toEqual(truth.map(finished));
    expect(new Set(truth.map(({ id }) => id))).toEqual(accepted);
    expect(accepted.size).toBe(kills);
  }, 600_000);

  it('is well afterwards', async () => {
    await waitFor(async () => (await stack.client.health()).status === 'ok', { timeoutMs: 60_000 });
  });
});
