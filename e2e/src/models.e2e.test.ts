import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  contentsOf,
  startTestHub,
  tempDir,
  waitFor,
  type TempDir,
  type TestHub,
} from '@atelier/testkit';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

jest.setTimeout(stackTimeoutMs);

const testModels = fileURLToPath(
  new URL('../../packages/openvino-runtime/test-models', import.meta.url),
);
const repository = 'acme/tiny-chat-ov';
const about = {
  title: 'A tiny model with random weights',
  format: 'openvino-ir',
  licence: { id: 'Apache-2.0' },
  parameters: 1,
  memoryBytes: 1_000_000,
};
const chat = {
  ...about,
  task: 'chat',
  // Greedy: what such weights say at random may be nothing at all.
  defaults: { templateFamily: 'chatml', contextTokens: 2_048, temperature: 0 },
};

/** Atelier's own catalog, with tiny models in the places of the real ones. */
const catalog = {
  version: 1,
  starter: { chat: 'starter-chat', image: 'starter-image' },
  standard: { chat: 'tiny-chat', image: 'starter-image' },
  models: [
    { ...chat, id: 'starter-chat', source: 'folder', folder: join(testModels, 'qwen2-tiny') },
    {
      ...about,
      id: 'starter-image',
      task: 'image',
      source: 'folder',
      folder: join(testModels, 'sd-tiny'),
      defaults: { steps: 2, guidanceScale: 3, width: 64, height: 64, minSize: 64, maxSize: 64 },
    },
    {
      ...chat,
      id: 'tiny-chat',
      source: 'hub',
      repository,
      files: ['*.xml', '*.bin', '*.json', '*.jinja'],
      downloadBytes: 400_000,
    },
  ],
};

describe('a start without flags', () => {
  let dir: TempDir;
  let hub: TestHub;
  let stack: Stack;

  beforeAll(async () => {
    dir = await tempDir();
    hub = await startTestHub();
    await hub.commit(repository, await contentsOf(join(testModels, 'qwen2-tiny')));
    hub.fault = () => ({ status: 503 });
    await mkdir(join(dir.path, 'home'));
    await writeFile(join(dir.path, 'home/catalog.json'), JSON.stringify(catalog));
    stack = await startStack({
      dataDir: join(dir.path, 'data'),
      mocks: false,
      environment: {
        HF_ENDPOINT: hub.url,
        MODELS_AUTO_DOWNLOAD: 'true',
        MODELS_HOME: join(dir.path, 'home'),
        MAX_NEW_TOKENS: '24',
      },
    });
  });
  afterAll(async () => {
    await stack.interrupt();
    await hub.close();
    await dir.remove();
  });

  const chatHealth = async () => (await stack.client.health()).dependencies.llm_worker;
  let turns = 0;
  const say = async (message: string) => {
    turns += 1;
    return await stack.client.chat({ user_id: `person-${turns}`, message });
  };

  it('answers with the starter, and says in /health that the hub is out of reach', async () => {
    const found = await waitFor(
      async () => {
        const health = await chatHealth();
        return health.fallback?.code === 'hub-unreachable' && health;
      },
      { timeoutMs: 60_000 },
    );
    expect(found).toMatchObject({ engine: 'openvino', model: 'starter-chat' });
    expect(found.fallback?.wanted).toBe('tiny-chat');
    expect(found.fallback?.says).toContain('hub unreachable');
    const { dependencies, models_cached } = await stack.client.health();
    expect(dependencies.image_queue.engines).toMatchObject([{ model: 'starter-image' }]);
    expect(models_cached).toBe(false);
    expect((await say('Hello')).model).toBe('starter-chat');
  });

  it('draws as its image model draws, whatever size is asked for', async () => {
    const { image_job_id: id = '', warnings } = await say('Draw a red circle at 512x512');
    const { settings } = await stack.client.waitForImageJob(id, { timeoutMs: 60_000 });
    expect(settings).toMatchObject({ width: 64, height: 64, steps: 2, cfg_scale: 3 });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'IMAGE_SETTING_CHANGED' }));
  });

  it('fetches the standard model while people talk, and moves over without a failed turn', async () => {
    hub.fault = ({ kind }) => (kind === 'blob' ? { bytesPerSecond: 100_000 } : undefined);
    await stack.client.downloadModel('tiny-chat');
    let over = false;
    const answeredBy: string[] = [];
    const talk = async () => {
      while (!over) answeredBy.push((await say('Hello')).model);
    };
    const talking = Promise.all([talk(), talk(), talk()]);
    const arrived = waitFor(async () => (await chatHealth()).model === 'tiny-chat', {
      timeoutMs: 120_000,
    });
    await Promise.race([arrived, talking]);
    await waitFor(() => answeredBy.filter((model) => model === 'tiny-chat').length > 5, {
      timeoutMs: 60_000,
    });
    over = true;
    await talking;
    const first = answeredBy.indexOf('tiny-chat');
    expect(answeredBy.slice(0, first)).toContain('starter-chat');
    expect(await chatHealth()).not.toHaveProperty('fallback');
    const { models } = await stack.client.models();
    expect(models.find(({ id }) => id === 'tiny-chat')).toMatchObject({
      status: 'ready',
      active: true,
    });
  });

  it('goes back to the starter when a person chooses it', async () => {
    await stack.client.activateModel('starter-chat');
    await waitFor(async () => (await chatHealth()).model === 'starter-chat', { timeoutMs: 60_000 });
    expect(await chatHealth()).not.toHaveProperty('fallback');
  });
});
