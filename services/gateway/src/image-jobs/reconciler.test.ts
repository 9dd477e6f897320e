import { describe, expect, it } from '@jest/globals';
import { toWireError, AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import { PassThrough } from 'node:stream';
import { createReconciler, type ReconcilerOptions } from './reconciler.js';

type QueueState = Awaited<ReturnType<ReconcilerOptions['producer']['state']>>;

interface World {
  readonly queue: QueueState;
  readonly manifest: boolean;
  readonly generation?: number;
}

/** One pass over one unfinished job; gives what was done, in order. */
async function reconcile({ queue, manifest, generation = 1 }: World): Promise<string[]> {
  const done: string[] = [];
  const job = { id: 'j1', generation, fence: 7 };
  const reconciler = createReconciler({
    imageJobs: {
      unfinishedOutsideOutbox: ({ afterId }) => Promise.resolve(afterId ? [] : [job]),
      giveUp: ({ error }) => Promise.resolve(done.push(`give up: ${error.code}`) > 0),
    },
    outbox: {
      putBack: (jobId) => {
        done.push(`put back ${jobId}`);
        return Promise.resolve(true);
      },
    },
    producer: {
      state: () => {
        done.push('asked queue');
        return Promise.resolve(queue);
      },
    },
    completeJob: ({ fence }) => {
      done.push(`asked store, fence ${fence}`);
      return Promise.resolve(manifest);
    },
    onPutBack: () => done.push('kick'),
    everyMs: 60_000,
    log: createLogger({ service: 'test', stream: new PassThrough() }),
  });
  await reconciler.stop();
  return done;
}

describe('createReconciler', () => {
  it.each(['waiting', 'active', 'delayed'] as const)(
    'leaves a job alone that is %s',
    async (state) => {
      expect(await reconcile({ queue: { state }, manifest: false })).toEqual(['asked queue']);
    },
  );

  it('puts back what is neither queued nor finished, after asking the queue before the store', async () => {
    expect(await reconcile({ queue: { state: 'missing' }, manifest: false })).toEqual([
      'asked queue',
      'asked store, fence 7',
      'put back j1',
      'kick',
    ]);
  });

  it('marks what is finished and was not marked', async () => {
    const done = await reconcile({ queue: { state: 'missing' }, manifest: true });
    expect(done).toEqual(['asked queue', 'asked store, fence 7']);
  });

  it('carries over a failure whose event was lost, unless the manifest is there', async () => {
    const failure = toWireError(new AppError('MODEL_MISSING'));
    const queue = { state: 'failed', failure } as const;
    expect((await reconcile({ queue, manifest: false })).at(-1)).toBe('give up: MODEL_MISSING');
    expect(await reconcile({ queue, manifest: true })).toHaveLength(2);
  });

  it('gives up a job that was queued a hundred times', async () => {
    const done = await reconcile({ queue: { state: 'missing' }, manifest: false, generation: 100 });
    expect(done.at(-1)).toBe('give up: GAVE_UP');
  });
});
