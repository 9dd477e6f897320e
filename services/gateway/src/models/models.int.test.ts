import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelView, type LlmWorkerHealth, type ModelFallback } from '@atelier/contracts';
import { createLogger } from '@atelier/logging';
import { openModelReader } from '@atelier/model-store';
import { startTestHub, tempDir, waitFor, type TempDir, type TestHub } from '@atelier/testkit';
import request from 'supertest';
import { loadGatewayConfig } from '../config.js';
import { testApp } from '../http/testing/test-app.js';
import { modelHandlers } from './models.handlers.js';
import { startModels, type Models } from './start-models.js';

const log = createLogger({ service: 'test', level: 'fatal' });
const repository = 'acme/large-chat';
const about = {
  title: 'A model',
  format: 'openvino-ir',
  licence: { id: 'Apache-2.0' },
  parameters: 1,
  memoryBytes: 1,
};
const chat = {
  ...about,
  task: 'chat',
  defaults: { templateFamily: 'chatml', contextTokens: 2_048, temperature: 0.3 },
};
const catalog = {
  version: 1,
  starter: { chat: 'small-chat', image: 'small-image' },
  standard: { chat: 'large-chat', image: 'small-image' },
  models: [
    { ...chat, id: 'small-chat', source: 'folder', folder: 'chat' },
    {
      ...about,
      id: 'small-image',
      task: 'image',
      source: 'folder',
      folder: 'image',
      defaults: { steps: 7, guidanceScale: 3, width: 128, height: 128, minSize: 128, maxSize: 128 },
    },
    {
      ...chat,
      id: 'large-chat',
      source: 'hub',
      repository,
      files: ['*.xml', '*.bin'],
      downloadBytes: 200_000,
    },
  ],
};
const chatFiles = {
  'openvino_model.xml': Buffer.from('<net/>'),
  'openvino_model.bin': Buffer.alloc(200_000, 7),
  'openvino_tokenizer.xml': Buffer.from('<net/>'),
};

let dir: TempDir;
let hub: TestHub;
let models: Models | undefined;
let health: LlmWorkerHealth;

beforeEach(async () => {
  dir = await tempDir();
  hub = await startTestHub();
  await hub.commit(repository, chatFiles);
  for (const folder of ['home/chat', 'home/image']) {
    await mkdir(join(dir.path, folder), { recursive: true });
  }
  await writeFile(join(dir.path, 'home/catalog.json'), JSON.stringify(catalog));
  await writeFile(join(dir.path, 'home/image/model_index.json'), '{}');
  for (const [name, content] of Object.entries(chatFiles)) {
    await writeFile(join(dir.path, 'home/chat', name), content);
  }
  health = {
    status: 'ok',
    engine: 'openvino',
    model: 'small-chat',
    modelCached: true,
    running: 0,
    waiting: 0,
  };
});
afterEach(async () => {
  await models?.stop();
  models = undefined;
  await hub.close();
  await dir.remove();
});

const notHere: ModelFallback = {
  wanted: 'large-chat',
  code: 'not-downloaded',
  says: 'large-chat has not been downloaded.',
};

function settings(environment: Record<string, string> = {}) {
  return loadGatewayConfig({
    DATABASE_URL: 'postgresql://localhost/none',
    REDIS_URL: 'redis://localhost',
    LLM_WORKER_URL: 'http://127.0.0.1:1',
    LLM_WORKER_TOKEN: 'a-token-of-16-chars',
    HF_ENDPOINT: hub.url,
    MODELS_DIR: join(dir.path, 'models'),
    MODELS_HOME: join(dir.path, 'home'),
    ...environment,
  });
}

/** The gateway's models over workers that say what `health` says, and its addresses. */
async function start(environment: Record<string, string> = {}) {
  const started = await startModels({
    config: settings(environment),
    llmHealth: () => Promise.resolve(health),
    workers: () => Promise.resolve([]),
    lookEveryMs: 20,
    log,
  });
  models = started;
  const { app } = testApp({ handlers: modelHandlers(started) });
  const api = request(app);
  const find = async (id: string) => {
    const response = await api.get('/api/v1/models');
    return (response.body as { models: ModelView[] }).models.find((model) => model.id === id);
  };
  const becomes = (id: string, status: string) =>
    waitFor(async () => (await find(id))?.status === status, { what: `${id} ${status}` });
  return { models: started, api, find, becomes };
}

/** The bytes of models come so slowly that there is time to look. */
const slowly = () => {
  hub.fault = ({ kind }) => (kind === 'blob' ? { bytesPerSecond: 100_000 } : undefined);
};

describe('models of the gateway', () => {
  it('lists what there is, what runs, and what could be fetched', async () => {
    const { api, find } = await start({ MODELS_AUTO_DOWNLOAD: 'false' });
    expect((await api.get('/api/v1/models')).status).toBe(200);
    expect(await find('small-chat')).toMatchObject({
      active: true,
      starter: true,
      status: 'ready',
    });
    expect(await find('large-chat')).toMatchObject({
      active: false,
      status: 'missing',
      repository,
    });
  });

  it('fetches by itself what a worker lacks', async () => {
    health = { ...health, fallback: notHere };
    const { becomes } = await start();
    await becomes('large-chat', 'ready');
  });

  it.each([[{ MODELS_AUTO_DOWNLOAD: 'false' }], [{ OFFLINE: 'true' }]])(
    'fetches nothing by itself with %j',
    async (environment) => {
      health = { ...health, fallback: notHere };
      const { models } = await start(environment);
      await models.list();
      await models.list();
      expect(hub.requests).toEqual([]);
    },
  );

  it('fetches nothing for a worker that lacks nothing', async () => {
    const { models } = await start();
    await models.list();
    expect(hub.requests).toEqual([]);
  });

  it('says that the hub can not be reached, to the workers too', async () => {
    health = { ...health, fallback: notHere };
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { find } = await start({ HF_ENDPOINT: `http://127.0.0.1:${port}` });
    const reader = await openModelReader(settings());
    const resolved = await waitFor(async () => {
      const found = await reader.resolve('chat');
      return found.fallback?.code === 'hub-unreachable' && found;
    });
    await reader.close();
    expect(resolved.entry.id).toBe('small-chat');
    expect(resolved.fallback?.says).toContain('hub unreachable');
    expect((await find('large-chat'))?.reason).toContain('can not be reached');
  });

  it('fetches what is asked for, once for all who ask, and tells how it goes on', async () => {
    slowly();
    const { models, api, becomes } = await start();
    const events = models.events();
    let told = '';
    events.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const asked = await Promise.all([
      api.post('/api/v1/models/large-chat/download'),
      api.post('/api/v1/models/large-chat/download'),
    ]);
    expect(asked.map(({ status }) => status)).toEqual([202, 202]);
    hub.fault = () => undefined;
    await becomes('large-chat', 'ready');
    await waitFor(() => /"id":"large-chat"[^\n]*"status":"ready"/.test(told));
    const trees = hub.requests.filter(({ kind }) => kind === 'tree');
    expect(trees).toHaveLength(1);
    const [first] = [...told.matchAll(/^event: model\ndata: (.*)\n$/gm)];
    expect(ModelView.safeParse(JSON.parse(first?.[1] ?? '')).success).toBe(true);
    models.closeEvents();
    await waitFor(() => events.closed);
  });

  it('ends a download, and leaves it alone until somebody asks again', async () => {
    slowly();
    health = { ...health, fallback: notHere };
    const { models, api, becomes } = await start();
    await becomes('large-chat', 'downloading');
    const cancelled = await api.post('/api/v1/models/large-chat/cancel');
    expect(cancelled.body).toMatchObject({ status: 'missing' });
    const before = hub.requests.length;
    await models.list();
    await models.list();
    expect(hub.requests).toHaveLength(before);
    hub.fault = () => undefined;
    await api.post('/api/v1/models/large-chat/download');
    await becomes('large-chat', 'ready');
  });

  it('chooses a model for every process that looks', async () => {
    const { api } = await start({ MODELS_AUTO_DOWNLOAD: 'false', CHAT_MODEL: 'large-chat' });
    expect((await api.post('/api/v1/models/small-chat/activate')).status).toBe(200);
    const active = await readFile(join(dir.path, 'models/active.json'), 'utf8');
    expect(JSON.parse(active)).toEqual({ version: 1, chat: 'small-chat' });
    const reader = await openModelReader(settings({ CHAT_MODEL: 'large-chat' }));
    expect(await reader.resolve('chat')).toMatchObject({ entry: { id: 'small-chat' } });
    expect(await reader.resolve('chat')).not.toHaveProperty('fallback');
    await reader.close();
  });

  it('removes a model that nobody uses', async () => {
    const { api, becomes } = await start();
    await api.post('/api/v1/models/large-chat/download');
    await becomes('large-chat', 'ready');
    // It is the standard one, so that a worker would move over to it.
    expect((await api.delete('/api/v1/models/large-chat')).body).toMatchObject({
      code: 'MODEL_IN_USE',
      status: 409,
    });
    await api.post('/api/v1/models/small-chat/activate');
    expect((await api.delete('/api/v1/models/large-chat')).status).toBe(204);
    await becomes('large-chat', 'missing');
  });

  it.each([
    ['post', 'no-such/download', 404],
    ['post', 'no-such/cancel', 404],
    ['post', 'no-such/activate', 404],
    ['delete', 'no-such', 404],
    ['post', 'NOT.AN.ID/download', 400],
    ['post', 'small-chat/download', 400],
    ['delete', 'small-chat', 400],
  ] as const)('answers %s %s with %d', async (method, path, status) => {
    const { api } = await start();
    const response = await api[method](`/api/v1/models/${path}`);
    expect(response.body).toMatchObject({ status });
  });

  it('says why the hub refuses', async () => {
    hub.fault = () => ({ status: 403 });
    const { api } = await start();
    const response = await api.post('/api/v1/models/large-chat/download');
    expect(response.body).toMatchObject({ code: 'HUB_REFUSED', status: 502 });
  });

  it('does not ask the hub when told to stay offline', async () => {
    const { api } = await start({ OFFLINE: 'true' });
    const response = await api.post('/api/v1/models/large-chat/download');
    expect(response.body).toMatchObject({ code: 'OFFLINE', status: 409 });
  });

  it('draws and answers with the defaults of the models that run', async () => {
    const { models } = await start({ MODELS_AUTO_DOWNLOAD: 'false' });
    expect(models.imageDefaults()).toMatchObject({ steps: 7, width: 128, maxSize: 128 });
    expect(models.sampling()).toEqual({ temperature: 0.3 });
    health = { ...health, model: 'of-my-own' };
    await models.list();
    expect(models.sampling()).toEqual({});
  });
});
