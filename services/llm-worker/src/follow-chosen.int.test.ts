import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LlmWorkerHealth, TextStreamLine } from '@atelier/contracts';
import { createLogger } from '@atelier/logging';
import { writeActive } from '@atelier/model-store';
import { tempDir, waitFor, type TempDir } from '@atelier/testkit';
import { loadLlmWorkerConfig } from './config.js';
import { startWorker, type LlmWorker } from './start-worker.js';

const testModels = fileURLToPath(
  new URL('../../../packages/openvino-runtime/test-models', import.meta.url),
);
const token = 'a-token-of-16-chars';
const log = createLogger({ service: 'test', level: 'fatal' });

const chat = (id: string, folder: string) => ({
  id,
  title: id,
  task: 'chat',
  source: 'folder',
  folder,
  format: 'openvino-ir',
  licence: { id: 'Apache-2.0' },
  parameters: 1,
  memoryBytes: 1_000_000,
  defaults: { templateFamily: 'chatml', contextTokens: 2_048 },
});
const image = {
  ...chat('small-image', join(testModels, 'sd-tiny')),
  task: 'image',
  defaults: { steps: 2, guidanceScale: 3, width: 64, height: 64, minSize: 64, maxSize: 64 },
};

let dir: TempDir;
let worker: LlmWorker | undefined;

beforeEach(async () => {
  dir = await tempDir();
  const models = [
    chat('small', join(testModels, 'qwen2-tiny')),
    chat('large', join(testModels, 'qwen2-tiny-thinking')),
    chat('broken', 'broken'),
    image,
  ];
  const catalog = {
    version: 1,
    starter: { chat: 'small', image: image.id },
    standard: { chat: 'small', image: image.id },
    models,
  };
  await writeFile(join(dir.path, 'catalog.json'), JSON.stringify(catalog));
  await mkdir(join(dir.path, 'broken'));
  const files = ['openvino_model.xml', 'openvino_model.bin', 'openvino_tokenizer.xml'];
  for (const name of files) await writeFile(join(dir.path, 'broken', name), 'nothing of use');
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await dir.remove();
});

const modelsDir = () => join(dir.path, 'models');
const url = () => `http://127.0.0.1:${worker?.port ?? 0}`;
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

async function start(settings: Record<string, string> = {}): Promise<void> {
  const config = loadLlmWorkerConfig({
    LLM_WORKER_TOKEN: token,
    PORT: '0',
    ENGINE: 'openvino',
    LLM_MAX_SEQUENCES: '8',
    KV_CACHE_MB: '64',
    MODELS_DIR: modelsDir(),
    MODELS_HOME: dir.path,
    ...settings,
  });
  worker = await startWorker(config, log);
}

async function health(): Promise<LlmWorkerHealth> {
  return LlmWorkerHealth.parse(await (await fetch(`${url()}/health`, { headers })).json());
}

/** One answer: the model that gave it, and how it ended. */
async function ask(): Promise<{ model: string; end: string }> {
  const body = JSON.stringify({
    messages: [{ role: 'user', content: 'Hello' }],
    maxTokens: 40,
    temperature: 0,
  });
  const response = await fetch(`${url()}/v1/generate`, { method: 'POST', headers, body });
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  const parts = lines.map((line) => TextStreamLine.parse(JSON.parse(line)));
  const [first] = parts;
  return {
    model: first?.type === 'start' ? first.info.model : 'none',
    end: parts.at(-1)?.type ?? 'nothing',
  };
}

describe('a worker that follows what is chosen', () => {
  it('moves over while requests run, and drops none', async () => {
    await start();
    const answers: { model: string; end: string }[] = [];
    let over = false;
    const talk = async () => {
      while (!over) answers.push(await ask());
    };
    const talking = Promise.all([talk(), talk(), talk(), talk()]);
    await waitFor(() => answers.length > 8, { timeoutMs: 30_000 });
    await writeActive(modelsDir(), 'chat', 'large');
    await waitFor(() => answers.filter(({ model }) => model === 'large').length > 8, {
      timeoutMs: 50_000,
    });
    over = true;
    await talking;
    expect(answers.filter(({ end }) => end !== 'finish')).toEqual([]);
    expect(new Set(answers.map(({ model }) => model))).toEqual(new Set(['small', 'large']));
    expect(await health()).not.toHaveProperty('fallback');
  });

  it('stays with its model when the chosen one does not load, and says so', async () => {
    await start();
    await writeActive(modelsDir(), 'chat', 'broken');
    await waitFor(async () => (await health()).fallback?.code === 'failed', { timeoutMs: 50_000 });
    expect(await health()).toMatchObject({ model: 'small', fallback: { wanted: 'broken' } });
    expect((await ask()).end).toBe('finish');
  });

  it('starts with the starter when the chosen one does not load', async () => {
    await start({ CHAT_MODEL: 'broken' });
    expect(await health()).toMatchObject({
      model: 'small',
      fallback: { wanted: 'broken', code: 'failed' },
    });
  });

  it('names a model that nobody knows', async () => {
    await start({ CHAT_MODEL: 'no-such' });
    expect(await health()).toMatchObject({
      model: 'small',
      fallback: { wanted: 'no-such', code: 'unknown' },
    });
  });
});
