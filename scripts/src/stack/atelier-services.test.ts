import { describe, expect, it } from '@jest/globals';
import { atelierServices } from './atelier-services.js';
import type { Wiring } from './stack-options.js';

const wiring: Wiring = {
  root: '/root',
  host: '127.0.0.1',
  port: 8080,
  mocks: true,
  diffusionWorkers: 2,
  databaseUrl: 'postgresql://secret@db',
  redisUrl: 'redis://secret@queue',
  llmWorkerPort: 4000,
  llmWorkerToken: 'token',
  blobDir: '/data/blobs',
  environment: {
    PORT: '1',
    HOST: 'elsewhere',
    DATABASE_URL: 'postgresql://secret@db',
    REDIS_URL_FILE: '/run/secrets/redis',
    MOCK_LATENCY_MS: '5',
  },
};

const byName = (given: Wiring) =>
  Object.fromEntries(atelierServices(given).map(({ name, env }) => [name, env]));

describe('atelierServices', () => {
  it('gives each process its own addresses and secrets, and no others', () => {
    const services = byName(wiring);
    expect(Object.keys(services)).toEqual([
      'llm-worker',
      'diffusion-worker-1',
      'diffusion-worker-2',
      'gateway',
    ]);
    expect(services['llm-worker']).toEqual({
      ENGINE: 'mock',
      HOST: '127.0.0.1',
      PORT: '4000',
      LLM_WORKER_TOKEN: 'token',
      MOCK_LATENCY_MS: '5',
    });
    expect(services['diffusion-worker-2']).toEqual({
      ENGINE: 'mock',
      REDIS_URL: 'redis://secret@queue',
      BLOB_DIR: '/data/blobs',
      WORKER_ID: 'diffusion-2',
      MOCK_LATENCY_MS: '5',
    });
    expect(services['gateway']).toMatchObject({
      HOST: '127.0.0.1',
      PORT: '8080',
      DATABASE_URL: 'postgresql://secret@db',
      LLM_WORKER_URL: 'http://127.0.0.1:4000',
      USE_MOCKS: 'true',
    });
  });

  it('with mocks uses the models that are named, and a mock engine where none is', () => {
    const environment = { IMAGE_MODEL_DIR: '/models/sd' };
    const services = byName({ ...wiring, environment });
    expect(services['llm-worker']).toMatchObject({ ENGINE: 'mock' });
    expect(services['diffusion-worker-1']).toMatchObject({
      ENGINE: 'openvino',
      IMAGE_MODEL_DIR: '/models/sd',
    });
  });

  it('without mocks runs models, and shows the hub and its token to the gateway alone', () => {
    const environment = { CHAT_MODEL: 'some-chat', HF_TOKEN: 'hf', OFFLINE: 'false' };
    const services = byName({ ...wiring, mocks: false, environment });
    expect(services['llm-worker']).toMatchObject({ ENGINE: 'openvino', CHAT_MODEL: 'some-chat' });
    expect(services['diffusion-worker-1']).toMatchObject({ ENGINE: 'openvino', OFFLINE: 'false' });
    expect(services['gateway']).toMatchObject({ HF_TOKEN: 'hf', USE_MOCKS: 'false' });
    for (const name of ['llm-worker', 'diffusion-worker-1']) {
      expect(services[name]).not.toHaveProperty('HF_TOKEN');
    }
  });

  it('shows a remote chat server and its key to the llm-worker alone', () => {
    const remote = {
      REMOTE_CHAT_URL: 'http://127.0.0.1:8000/v1',
      REMOTE_CHAT_MODEL: 'm',
      REMOTE_CHAT_API_KEY: 'key',
    };
    const services = byName({ ...wiring, environment: remote });
    expect(services['llm-worker']).toMatchObject({ ENGINE: 'remote', ...remote });
    for (const name of ['gateway', 'diffusion-worker-1']) {
      expect(Object.keys(services[name] ?? {}).join()).not.toContain('REMOTE_');
    }
  });

  it('gives each process a port of its own for its metrics', () => {
    const services = byName({ ...wiring, environment: { METRICS_PORT: '9464' } });
    const ports = Object.entries(services).map(([name, env]) => [name, env['METRICS_PORT']]);
    expect(Object.fromEntries(ports)).toEqual({
      gateway: '9464',
      'llm-worker': '9465',
      'diffusion-worker-1': '9466',
      'diffusion-worker-2': '9467',
    });
    expect(byName(wiring)['gateway']).not.toHaveProperty('METRICS_PORT');
  });

  it('hands on an S3 store instead of the folder', () => {
    const s3 = { S3_ENDPOINT: 'http://127.0.0.1:9000', S3_BUCKET: 'b', S3_SECRET_ACCESS_KEY: 'k' };
    const services = byName({ ...wiring, environment: s3 });
    expect(services['gateway']).toMatchObject(s3);
    expect(services['diffusion-worker-1']).toMatchObject(s3);
    expect(services['diffusion-worker-1']).not.toHaveProperty('BLOB_DIR');
    expect(services['llm-worker']).not.toHaveProperty('S3_ENDPOINT');
  });
});
