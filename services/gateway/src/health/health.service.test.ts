import { describe, expect, it } from '@jest/globals';
import { HealthView, type LlmWorkerHealth } from '@atelier/contracts';
import { createHealthService } from './health.service.js';

const idle: LlmWorkerHealth = {
  engine: 'mock',
  model: 'mock-chat',
  modelCached: true,
  status: 'ok',
  running: 0,
  waiting: 0,
};
const nothing = () => Promise.resolve();
const counts = { loading: 0, running: 0, decoding: 0, saving: 0, queued: 0 };

/** Health of a gateway over such chat workers. */
async function healthOver(workers: readonly (LlmWorkerHealth | undefined)[]) {
  const service = createHealthService({
    version: '1',
    mocks: true,
    database: {
      ping: nothing,
      imageJobs: {
        countByStatus: () => Promise.resolve({ ...counts, succeeded: 0, failed: 0, cancelled: 0 }),
        oldestWaiting: () => Promise.resolve(undefined),
      },
    } as never,
    blobs: { check: nothing },
    pingRedis: nothing,
    llmHealth: () => Promise.resolve(idle),
    llmWorkers: () => workers,
    workers: () => Promise.resolve([]),
    lastWorkerEventAt: () => undefined,
  });
  return HealthView.parse(await service.read()).dependencies.llm_worker;
}

describe('the health of chat workers', () => {
  it('names each where there are several', async () => {
    const busy = { ...idle, running: 3, waiting: 2 };
    const { workers, ...best } = await healthOver([busy, undefined, { ...idle, status: 'down' }]);
    expect(best).toMatchObject({ status: 'ok', model: 'mock-chat', running: 0 });
    expect(workers).toMatchObject([
      { status: 'ok', running: 3, waiting: 2 },
      { status: 'down', message: 'It does not answer.' },
      { status: 'down', model: 'mock-chat' },
    ]);
  });

  it('needs no list for one', async () => {
    expect(await healthOver([idle])).not.toHaveProperty('workers');
  });
});
