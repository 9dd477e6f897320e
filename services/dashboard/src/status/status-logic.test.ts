import { describe, expect, it } from '@jest/globals';
import type { HealthView, ModelView } from '@atelier/contracts';
import { paceOf, withSample, type Sample } from './download-speed.js';
import { healthParts } from './health-parts.js';
import { downloadWords, modelFacts } from './model-words.js';
import { putModel } from './put-model.js';

const samples = (...all: readonly (readonly [number, number])[]) =>
  all.reduce<readonly Sample[]>((before, [atMs, bytes]) => withSample(before, { atMs, bytes }), []);

describe('the pace of a download', () => {
  it('is told from the last seconds', () => {
    const pace = paceOf(samples([0, 0], [2_000, 4_000], [4_000, 8_000]), 20_000);
    expect(pace).toEqual({ bytesPerSecond: 2_000, secondsLeft: 6 });
    const slower = samples([0, 0], [1_000, 90_000], [30_000, 90_100], [40_000, 90_200]);
    expect(paceOf(slower, 100_000)?.bytesPerSecond).toBe(10);
  });

  it('is not told from too little, nor across a new start', () => {
    expect(paceOf(samples([0, 0], [1_000, 10]), 100)).toBeUndefined();
    expect(paceOf(samples([0, 50], [5_000, 60], [6_000, 5]), 100)).toBeUndefined();
  });

  it('says when nothing comes', () => {
    const pace = paceOf(samples([0, 50], [3_000, 50]), 100);
    expect(downloadWords({ bytes: 50, total_bytes: 100 }, pace)).toBe(
      '50 bytes of 100 bytes · nothing comes',
    );
  });
});

const model: ModelView = {
  id: 'big',
  title: 'Big',
  task: 'chat',
  status: 'missing',
  starter: false,
  active: false,
  licence: { id: 'MIT' },
  parameters: 1_500_000_000,
  memory_bytes: 2_000_000_000,
  download_bytes: 1_800_000_000,
};

describe('words about models', () => {
  it('tell what it costs', () => {
    expect(modelFacts(model)).toBe(
      '1.5 billion weights · needs 2.0 GB of memory · 1.8 GB to download',
    );
    expect(modelFacts({ ...model, status: 'ready', bytes: 1_700_000_000 })).toMatch(/on disk$/);
  });

  it('tell how long a download takes', () => {
    const pace = { bytesPerSecond: 12_000_000, secondsLeft: 240 };
    expect(downloadWords({ bytes: 4e8, total_bytes: 2e9 }, pace)).toBe(
      '400 MB of 2.0 GB · 12.0 MB/s · about 4 min left',
    );
  });

  it('are put into the list in their place', () => {
    const list = { models: [model, { ...model, id: 'other' }] };
    const next = putModel(list, { ...model, status: 'downloading' });
    expect(next.models.map(({ status }) => status)).toEqual(['downloading', 'missing']);
    expect(putModel(list, { ...model, id: 'new' }).models).toHaveLength(3);
  });
});

describe('healthParts', () => {
  const health: HealthView = {
    status: 'ok',
    version: '0.1.0',
    mocks: false,
    models_cached: true,
    uptime_s: 1,
    dependencies: {
      database: { status: 'ok' },
      redis: { status: 'down', message: 'Connection refused.' },
      storage: { status: 'ok' },
      llm_worker: {
        status: 'ok',
        model: 'starter-chat',
        fallback: { wanted: 'big', code: 'downloading', says: 'Big is being downloaded.' },
      },
      image_queue: {
        status: 'ok',
        consumed: false,
        workers: 0,
        engines: [],
        waiting: 3,
        active: 0,
      },
    },
  };

  it('says of each whether it works, and why not', () => {
    const parts = new Map(healthParts(health).map((one) => [one.name, one]));
    expect(parts.get('Database')?.tone).toBe('good');
    expect(parts.get('Queue')).toMatchObject({ tone: 'bad', lines: ['Connection refused.'] });
    expect(parts.get('Chat worker')).toMatchObject({ tone: 'warning', state: 'Stands in' });
    expect(parts.get('Drawing')).toMatchObject({ tone: 'bad', state: 'No worker' });
  });

  it('lists each chat worker where there are several', () => {
    const { llm_worker: chat, ...others } = health.dependencies;
    const workers = [{ status: 'ok' as const }, { status: 'down' as const }];
    const dependencies = { ...others, llm_worker: { ...chat, workers } };
    const names = healthParts({ ...health, dependencies }).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Chat worker 1', 'Chat worker 2']));
  });
});
