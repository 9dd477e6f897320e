import { describe, expect, it } from '@jest/globals';
import type { HealthView } from '@atelier/contracts';
import { healthWords } from './health-words.js';

const well: HealthView = {
  status: 'ok',
  version: '0.1.0',
  mocks: false,
  models_cached: true,
  uptime_s: 5,
  dependencies: {
    database: { status: 'ok' },
    redis: { status: 'ok' },
    storage: { status: 'ok' },
    llm_worker: { status: 'ok' },
    image_queue: { status: 'ok', consumed: true, workers: 1, engines: [], waiting: 0, active: 0 },
  },
};

describe('healthWords', () => {
  it('says that all is well', () => {
    expect(healthWords(well)).toEqual({ tone: 'good', text: 'Everything works.' });
  });

  it('says that answers are made up', () => {
    expect(healthWords({ ...well, mocks: true, models_cached: false })).toEqual({
      tone: 'good',
      text: 'Mock engines: answers and pictures are made up.',
    });
  });

  it('names what is down', () => {
    const dependencies = {
      ...well.dependencies,
      redis: { status: 'down' as const },
      llm_worker: { status: 'down' as const },
    };
    expect(healthWords({ ...well, status: 'down', dependencies })).toEqual({
      tone: 'bad',
      text: 'Not working: the queue (Redis), the chat worker.',
    });
  });

  it('says that no worker takes pictures', () => {
    const dependencies = {
      ...well.dependencies,
      image_queue: { ...well.dependencies.image_queue, consumed: false, workers: 0 },
    };
    expect(healthWords({ ...well, status: 'degraded', dependencies })).toEqual({
      tone: 'warning',
      text: 'No worker takes pictures.',
    });
  });

  it('never calls a server well that says it is not', () => {
    expect(healthWords({ ...well, status: 'degraded' }).text).toBe('Something does not work.');
  });
});
