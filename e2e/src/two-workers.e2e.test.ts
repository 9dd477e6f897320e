import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, waitFor, type TempDir } from '@atelier/testkit';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';
import { finished, readTruth } from './truth.js';

const lockMs = 2_000;

jest.setTimeout(stackTimeoutMs);

describe('two diffusion workers', () => {
  let dir: TempDir;
  let dataDir: string;
  let stack: Stack;

  beforeAll(async () => {
    dir = await tempDir();
    dataDir = dir.path;
    const environment = {
      MOCK_STEP_DELAY_MS: '100',
      QUEUE_LOCK_MS: String(lockMs),
      QUEUE_STALLED_EVERY_MS: '1000',
    };
    stack = await startStack({ dataDir, diffusionWorkers: 2, environment });
  });
  afterAll(async () => {
    await stack.interrupt();
    await dir.remove();
  });

  const accept = async (message: string) =>
    (await stack.client.chat({ user_id: 'maker', message })).image_job_id ?? '';
  const isDrawn = async (id: string) =>
    ['running', 'decoding', 'saving'].includes((await stack.client.imageJob(id)).status);

  it('share the queue: two jobs are drawn at once', async () => {
    const ids = [
      await accept('Draw a cat at 64x64, 60 steps'),
      await accept('Draw a dog at 64x64, 60 steps'),
    ];
    await waitFor(async () => (await Promise.all(ids.map(isDrawn))).every(Boolean), {
      timeoutMs: 30_000,
    });
    for (const id of ids) {
      const { status } = await stack.client.waitForImageJob(id, { timeoutMs: 60_000 });
      expect(status).toBe('succeeded');
    }
  });

  it('one that was stopped past its lock changes nothing when it wakes', async () => {
    const ids = [
      await accept('Draw a sun at 64x64, 40 steps'),
      await accept('Draw a moon at 64x64, 40 steps'),
    ];
    await waitFor(async () => (await Promise.all(ids.map(isDrawn))).every(Boolean), {
      timeoutMs: 30_000,
    });
    await stack.signal('diffusion-worker-1', 'SIGSTOP');
    for (const id of ids) {
      const { status } = await stack.client.waitForImageJob(id, { timeoutMs: 60_000 });
      expect(status).toBe('succeeded');
    }
    const before = await snapshot();
    await stack.signal('diffusion-worker-1', 'SIGCONT');
    // It draws on, and must notice that the job is no longer its own; then it serves again.
    const next = [
      await accept('Draw a tree at 64x64, 5 steps'),
      await accept('Draw a hill at 64x64, 5 steps'),
    ];
    for (const id of next) await stack.client.waitForImageJob(id, { timeoutMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 3 * lockMs));
    const after = (await snapshot()).filter(({ id }) => before.some((job) => job.id === id));
    expect(after).toEqual(before);
    expect(after).toEqual(after.map(({ id, rows }) => ({ ...finished({ id }), rows })));
  });

  async function snapshot() {
    const truth = await readTruth(stack);
    return Promise.all(
      truth.map(async (job) => ({
        ...job,
        rows: JSON.stringify(await stack.client.imageJob(job.id)),
      })),
    );
  }
});
