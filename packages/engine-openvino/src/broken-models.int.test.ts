import { cp, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { textOptions } from './testing/test-runtime.js';
import { createOpenVinoTextEngine } from './text-engine.js';

describe('a broken model', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-model-'));
    await cp(textOptions().model.path, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const load = async () => {
    const engine = await createOpenVinoTextEngine(
      textOptions({ model: { id: 'x', path: folder } }),
    );
    await engine.close();
  };

  it('is refused when its weights are cut short', async () => {
    await truncate(join(folder, 'openvino_model.bin'), 5_000);
    await expect(load()).rejects.toMatchObject({ code: expect.stringMatching(/^ENGINE_/) });
  });

  it('is refused when its graph is garbage', async () => {
    await writeFile(join(folder, 'openvino_model.xml'), '<net><layers>'.repeat(10_000));
    await expect(load()).rejects.toMatchObject({ code: expect.stringMatching(/^ENGINE_/) });
  });

  it('is refused when its tokenizer is missing', async () => {
    await rm(join(folder, 'openvino_tokenizer.xml'));
    await expect(load()).rejects.toMatchObject({ code: expect.stringMatching(/^ENGINE_/) });
  });

  it('is called missing when there is no graph', async () => {
    await rm(join(folder, 'openvino_model.xml'));
    await expect(load()).rejects.toMatchObject({ code: 'MODEL_MISSING', retryable: false });
  });
});
