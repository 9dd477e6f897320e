import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { jobKeyPrefix } from '@atelier/contracts';
import { seededRandom, tempDir, waitFor, type TempDir } from '@atelier/testkit';
import { createFaults, drawFaults } from './kills/faults.js';
import { ageFiles, readJobFiles, type JobFiles } from './kills/job-files.js';
import { createWishes, fulfil, untilServed, type Accepted } from './kills/wishes.js';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

// The long way: KILL_JOBS=500 KILLS=100 npm test -- --selectProjects e2e --testPathPatterns kills
const kills = Number(process.env['KILLS'] ?? 8);
const wanted = Number(process.env['KILL_JOBS'] ?? 30);
const seed = Number(process.env['KILL_SEED'] ?? 20_261_121);
/** Wishes that wait for an answer while calm lasts. */
const fewUnanswered = 4;
/** A clean-up looks at the store a minute after the gateway has started. */
const cleanUpMs = 150_000;

jest.setTimeout(stackTimeoutMs);

describe(`${kills} kills (KILL_SEED=${seed})`, () => {
  let dir: TempDir;
  let stack: Stack;
  let accepted: Accepted[] = [];

  beforeAll(async () => {
    dir = await tempDir();
    stack = await startStack({
      dataDir: dir.path,
      diffusionWorkers: 2,
      environment: {
        MOCK_STEP_DELAY_MS: '60',
        QUEUE_LOCK_MS: '2000',
        QUEUE_STALLED_EVERY_MS: '1000',
        RECONCILE_EVERY_MS: '1000',
        IMAGE_JOBS_PER_USER: '100000',
        FAILPOINT_FILE: join(dir.path, 'failpoint'),
      },
    });
  });
  afterAll(async () => {
    await stack.interrupt();
    await dir.remove();
  });

  const isAsItShould = (
    { wish, status }: Accepted,
    job: Awaited<ReturnType<Stack['client']['imageJob']>>,
  ) => job.status === status && job.images.length === (status === 'succeeded' ? wish.count : 0);

  it(
    `leave each of ${wanted} accepted jobs as it should be, once`,
    async () => {
      const random = seededRandom(seed);
      const nextWish = await createWishes(random);
      const faults = createFaults(stack, join(dir.path, 'failpoint'));
      const asked: Promise<Accepted>[] = [];
      let answered = 0;
      for (const [round, name] of drawFaults(Object.keys(faults), kills, random).entries()) {
        const due = Math.ceil(((round + 1) * wanted) / kills);
        while (asked.length < due) {
          const one = fulfil(stack.client, nextWish());
          // A failure is heard below.
          void one.catch(() => undefined).finally(() => (answered += 1));
          asked.push(one);
        }
        await new Promise((resolve) => setTimeout(resolve, random.integer(0, 1_500)));
        // A process that is just being restarted is killed once it is there again.
        const strike = async () => {
          await faults[name]?.();
          return true;
        };
        await waitFor(strike, { timeoutMs: 60_000, retryErrors: true, what: name });
        // Every other time the next fault comes before anything was taken, so that wishes meet faults;
        // otherwise after, so that accepted jobs do.
        if (random.next() < 0.5) continue;
        const isServed = () => answered >= asked.length - fewUnanswered;
        await waitFor(isServed, { timeoutMs: 300_000, what: 'wishes to be taken' });
      }
      accepted = await Promise.all(asked);
      expect(new Set(accepted.map(({ id }) => id)).size).toBe(wanted);
      for (const one of accepted) {
        const what = `${one.id} (${one.wish.request?.kind ?? 'drawn'}) to have ${one.status}`;
        await waitFor(
          async () =>
            isAsItShould(one, await untilServed(() => stack.client.imageJob(one.id), one.id)),
          { timeoutMs: 120_000 + wanted * 3_000, intervalMs: 100, what },
        );
      }
    },
    300_000 + wanted * 4_000 + kills * 20_000,
  );

  it(
    'leave one set of rows and files each, and nothing else once the store was cleaned up',
    async () => {
      const kept = (read: Awaited<ReturnType<typeof readJobFiles>>) => {
        const inputs = new Map(accepted.map(({ id, wish }) => [id, wish.inputs]));
        return read.strangers.length === 0 && read.jobs.every((job) => isTidy(job, inputs));
      };
      if (!kept(await readJobFiles(stack))) {
        await ageFiles(stack);
        await stack.signal('gateway', 'SIGKILL');
        // What is still wrong then is told below.
        await waitFor(async () => kept(await readJobFiles(stack)), {
          ...{ timeoutMs: cleanUpMs, intervalMs: 500, retryErrors: true },
        }).catch(() => undefined);
      }
      const { jobs, strangers } = await readJobFiles(stack);
      expect(strangers).toEqual([]);
      const expected = accepted.map(({ id, status, wish }) => {
        const job = jobs.find((one) => one.id === id);
        const keys = job?.keys ?? [];
        return { id, status, outboxRows: 0, keys, files: filesOf(id, keys, wish.inputs) };
      });
      expect(jobs).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
      const pictures = expected.map(({ keys }) => keys.length / 2);
      const counts = [...accepted].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(pictures).toEqual(
        counts.map(({ status, wish }) => (status === 'succeeded' ? wish.count : 0)),
      );
    },
    cleanUpMs + 60_000,
  );

  it('leave all well', async () => {
    await waitFor(async () => (await stack.client.health()).status === 'ok', {
      timeoutMs: 60_000,
      retryErrors: true,
    });
  });
});

/** What must lie in the store: of a job without pictures, nothing. */
function filesOf(id: string, keys: readonly string[], inputs: readonly string[]): string[] {
  if (keys.length === 0) return [];
  const others = ['manifest.json', ...inputs].map((name) => `${jobKeyPrefix(id)}${name}`);
  return [...keys, ...others].sort();
}

function isTidy(job: JobFiles, inputs: ReadonlyMap<string, readonly string[]>): boolean {
  const expected = filesOf(job.id, job.keys, inputs.get(job.id) ?? []);
  return JSON.stringify(job.files) === JSON.stringify(expected);
}
