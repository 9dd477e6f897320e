import { describe, expect, it } from '@jest/globals';
import type { ImageJobStatus } from '@atelier/contracts';
import type { ImageJobWithImages } from '@atelier/database';
import { createJobViews, type JobViewsOptions } from './job-views.js';

const job = (id: string, status: ImageJobStatus, fence = 0): ImageJobWithImages => ({
  ...{ id, status, fence, kind: 'generate', ownerId: 'ann', userLabel: 'ann', requestId: 'r' },
  traceparent: undefined,
  ...{ settings: { width: 1_000, height: 1_000, steps: 10, count: 1 } as never },
  ...{ work: { kind: 'generate' }, warnings: [], images: [], priority: 0, generation: 1 },
  ...{ step: 0, steps: 10, createdAt: new Date(0), updatedAt: new Date(0) },
  ...{ conversationId: undefined, sourceImageId: undefined, redrawOf: undefined },
  ...{ recipeHash: undefined, result: undefined, error: undefined },
  ...{ startedAt: undefined, finishedAt: undefined },
});

function views(overrides: Partial<JobViewsOptions> = {}) {
  const asked: string[] = [];
  const made = createJobViews({
    imageJobs: {
      find: (_owner, id) => Promise.resolve(id === 'j' ? job('j', 'running', 7) : undefined),
      recentPaces: () => {
        asked.push('paces');
        const pace = { secondsPerStep: 2, secondsPerJob: 20, jobs: 5 };
        return Promise.resolve([{ kind: 'generate' as const, ...pace }]);
      },
    },
    waitingLine: {
      read: () => {
        asked.push('line');
        const owners = [
          { ownerId: 'bob', jobs: 50 },
          { ownerId: 'ann', jobs: 2 },
        ];
        return Promise.resolve({ owners, onQueue: 1, begun: 0 });
      },
      ranks: (_owner, ids) => {
        asked.push(`ranks of ${ids.join(' ')}`);
        return Promise.resolve(
          new Map([
            ['w1', 1],
            ['w2', 2],
          ]),
        );
      },
    },
    previews: { find: (id, fence) => (fence === 7 ? `preview of ${id}` : undefined) },
    liveWorkers: () => Promise.resolve(2),
    ...overrides,
  });
  return { ...made, asked };
}

describe('job views', () => {
  it('say the place in the queue and the time it takes', async () => {
    const { toViews, asked } = views();
    const shown = await toViews('ann', [
      job('w1', 'queued'),
      job('w2', 'queued'),
      job('q', 'queued'),
    ]);
    expect(shown.map((one) => [one.queue_position, one.eta_seconds])).toEqual([
      [3, 40],
      [5, 60],
      [1, 20],
    ]);
    expect(asked.sort()).toEqual(['line', 'paces', 'ranks of w1 w2 q']);
  });

  it('show a preview only of what is drawn', async () => {
    const { toViews } = views();
    const shown = await toViews('ann', [
      job('a', 'running', 7),
      job('b', 'running', 8),
      job('c', 'queued', 7),
      job('d', 'cancelled', 7),
    ]);
    expect(shown.map(({ preview }) => preview)).toEqual([
      'data:image/png;base64,preview of a',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('ask nothing more for jobs that are over', async () => {
    const { toViews, asked } = views();
    const [shown] = await toViews('ann', [job('a', 'succeeded')]);
    expect(shown).toMatchObject({ progress: 100 });
    expect(shown).not.toHaveProperty('eta_seconds');
    expect(asked).toEqual([]);
  });

  it('share what everybody’s jobs rest on', async () => {
    const { read, asked } = views();
    await Promise.all(Array.from({ length: 50 }, () => read('ann', 'j')));
    expect(asked.filter((what) => what === 'line' || what === 'paces')).toHaveLength(2);
  });

  it('are there without an estimate while Redis is away', async () => {
    const liveWorkers = () => Promise.reject(new Error('no'));
    const { toViews } = views({ liveWorkers });
    const [waiting, drawn] = await toViews('ann', [job('w1', 'queued'), job('a', 'running')]);
    expect(waiting).toMatchObject({ queue_position: 3 });
    expect(waiting).not.toHaveProperty('eta_seconds');
    expect(drawn).toMatchObject({ eta_seconds: 20 });
  });

  it('say what is not there', async () => {
    await expect(views().read('ann', 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
