import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, waitFor, type TempDir } from '@atelier/testkit';
import { processesNaming } from './processes-alive.js';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';
import { finished, readTruth } from './truth.js';

const slow = { MOCK_STEP_DELAY_MS: '100', QUEUE_LOCK_MS: '2000', QUEUE_STALLED_EVERY_MS: '1000' };

jest.setTimeout(stackTimeoutMs);

describe('start and stop', () => {
  let dir: TempDir;
  let dataDir: string;
  let stack: Stack | undefined;

  beforeAll(async () => {
    dir = await tempDir();
    dataDir = dir.path;
  });
  afterAll(async () => {
    await stack?.killGroup().catch(() => undefined);
    await dir.remove();
  });

  it(
    'says that it is ready only once a turn is answered, and leaves no trace of that turn',
    async () => {
      stack = await startStack({ dataDir });
      expect(stack.output()).toContain(`Atelier is ready at ${stack.url}`);
      const health = await stack.client.health();
      expect(health).toMatchObject({ status: 'ok', mocks: true, models_cached: true });
    },
    stackTimeoutMs,
  );

  it(
    'stops on Ctrl-C with no process and no lock left',
    async () => {
      expect(await stack?.interrupt()).toBe(0);
      expect(await processesNaming(dataDir)).toEqual([]);
      expect(existsSync(join(dataDir, 'run/stack.json'))).toBe(false);
    },
    stackTimeoutMs,
  );

  it(
    'starts again after kill -9 of the whole group, and finishes what it had accepted',
    async () => {
      stack = await startStack({ dataDir, environment: slow });
      const replies = [];
      for (let index = 0; index < 3; index += 1) {
        const message = `Draw a red circle, number ${index}, at 128x128`;
        replies.push(await stack.client.chat({ user_id: 'maker', message }));
      }
      await stack.killGroup();
      stack = await startStack({ dataDir });
      for (const { image_job_id: id } of replies) {
        const job = await stack.client.waitForImageJob(id ?? '', { timeoutMs: 60_000 });
        expect(job.status).toBe('succeeded');
      }
      const truth = await readTruth(stack);
      expect(truth).toHaveLength(3);
      expect(truth).toEqual(truth.map(finished));
    },
    stackTimeoutMs,
  );

  it(
    'leaves no service behind when its own process is killed',
    async () => {
      const killed = stack;
      await killed?.killGroup();
      // Postgres and Redis live in groups of their own; the next start takes care of those.
      await waitFor(
        async () =>
          (await processesNaming(dataDir)).every((line) => !line.includes('dist/main.js')),
        { timeoutMs: 30_000 },
      );
      stack = await startStack({ dataDir });
      expect(await stack.interrupt()).toBe(0);
      expect(await processesNaming(dataDir)).toEqual([]);
      stack = undefined;
    },
    stackTimeoutMs,
  );
});
