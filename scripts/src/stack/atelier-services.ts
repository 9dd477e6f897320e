import { join } from 'node:path';
import type { ServiceSpec } from './service-process.js';
import type { Wiring } from './stack-options.js';

/** A service gets those of these that are its own, and not the others'. */
const distributed =
  /^(HOST|PORT|METRICS_PORT|DATABASE_URL|REDIS_URL|LLM_WORKER_TOKEN|LLM_WORKER_URLS?|BLOB_DIR|S3_\w+)(_FILE)?$/;

/** Settings, and a key, of a chat server that only the llm-worker speaks to. */
const remote = 'REMOTE_CHAT_';
/** The same of a model hub, and the gateway. */
const hub = 'HF_';

/** Atelier's processes: one that listens, one that talks, and those that draw. */
export function atelierServices(wiring: Wiring): readonly ServiceSpec[] {
  const { root, host, port, mocks, environment } = wiring;
  const entry = (service: string) => join(root, 'services', service, 'dist', 'main.js');
  const common = pick(
    environment,
    (name) => !distributed.test(name) && !name.startsWith(remote) && !name.startsWith(hub),
  );
  // With mocks, a model that is named is used all the same; a mock stands in where none is.
  const engineFor = (model: string) => {
    const named = environment[model] ?? environment[`${model}_DIR`];
    return { ENGINE: mocks && !named ? 'mock' : 'openvino' };
  };
  const chatEngine = environment['REMOTE_CHAT_URL']
    ? { ENGINE: 'remote' }
    : engineFor('CHAT_MODEL');
  const storage = environment['S3_ENDPOINT']
    ? pick(environment, (name) => name.startsWith('S3_'))
    : { BLOB_DIR: wiring.blobDir };

  const metricsPort = Number(environment['METRICS_PORT'] ?? Number.NaN);
  /** One machine, several processes: each gets the next port. */
  const metrics = (place: number) =>
    Number.isNaN(metricsPort)
      ? {}
      : { METRICS_PORT: String(metricsPort === 0 ? 0 : metricsPort + place) };

  const llmWorker: ServiceSpec = {
    name: 'llm-worker',
    entry: entry('llm-worker'),
    env: {
      ...common,
      ...chatEngine,
      ...pick(environment, (name) => name.startsWith(remote)),
      HOST: '127.0.0.1',
      PORT: String(wiring.llmWorkerPort),
      ...metrics(1),
      LLM_WORKER_TOKEN: wiring.llmWorkerToken,
    },
  };
  const gateway: ServiceSpec = {
    name: 'gateway',
    entry: entry('gateway'),
    env: {
      ...common,
      ...pick(environment, (name) => name.startsWith(hub)),
      ...storage,
      HOST: host,
      PORT: String(port),
      ...metrics(0),
      DATABASE_URL: wiring.databaseUrl,
      REDIS_URL: wiring.redisUrl,
      LLM_WORKER_URL: `http://127.0.0.1:${wiring.llmWorkerPort}`,
      LLM_WORKER_TOKEN: wiring.llmWorkerToken,
      USE_MOCKS: String(mocks),
    },
  };
  const diffusionWorkers = Array.from({ length: wiring.diffusionWorkers }, (_, index) => ({
    name: `diffusion-worker-${index + 1}`,
    entry: entry('diffusion-worker'),
    env: {
      ...common,
      ...engineFor('IMAGE_MODEL'),
      ...storage,
      REDIS_URL: wiring.redisUrl,
      WORKER_ID: `diffusion-${index + 1}`,
      ...metrics(index + 2),
    },
  }));
  return [llmWorker, ...diffusionWorkers, gateway];
}

function pick(
  environment: Wiring['environment'],
  wanted: (name: string) => boolean,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => wanted(name)));
}
