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

  it('says which models work, and why the starter stands in', () => {
    const fallback = {
      wanted: 'large-chat',
      code: 'downloading' as const,
      says: 'large-chat is being downloaded (42 %).',
    };
    const { llm_worker, image_queue } = well.dependencies;
    const dependencies = {
      ...well.dependencies,
      llm_worker: { ...llm_worker, engine: 'openvino', model: 'starter-chat', fallback },
      image_queue: { ...image_queue, engines: [{ engine: 'openvino', model: 'some-image' }] },
    };
    expect(healthWords({ ...well, models_cached: false, dependencies })).toEqual({
      tone: 'warning',
      text: 'It works, with another model. starter-chat answers, some-image draws. starter-chat stands in: large-chat is being downloaded (42 %).',
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
