import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createOpenVinoImageEngine } from './image-engine.js';
import type { OpenVinoAdapter } from './options.js';
import { ask, drawing, partsOf, textOf } from './testing/requests.js';
import { toSafetensors } from './testing/safetensors.js';
import { imageOptions, textOptions } from './testing/test-runtime.js';
import { createOpenVinoTextEngine } from './text-engine.js';

const chatModel = textOptions().model.path;
const chatAdapter = join(dirname(chatModel), 'qwen2-tiny-adapter/adapter_model.safetensors');

describe('LoRA adapters', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-adapters-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const written = async (adapters: readonly OpenVinoAdapter[]) => {
    const engine = await createOpenVinoTextEngine(textOptions({ exact: true, adapters }));
    try {
      return await textOf(engine, ask('Tell me about the lighthouse'));
    } finally {
      await engine.close();
    }
  };

  it('change what is written, as strongly as alpha says', async () => {
    const [plain, nothing, whole] = await Promise.all([
      written([]),
      written([{ path: chatAdapter, alpha: 0 }]),
      written([{ path: chatAdapter, alpha: 1 }]),
    ]);
    expect(nothing).toBe(plain);
    expect(whole).not.toBe(plain);
  });

  it('change what is drawn', async () => {
    const path = join(folder, 'unet.safetensors');
    const layer = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q';
    const wave = (index: number) => Math.sin(index);
    const tensors = {
      [`${layer}.lora_down.weight`]: { shape: [4, 16], value: wave },
      [`${layer}.lora_up.weight`]: { shape: [16, 4], value: wave },
    };
    await writeFile(path, toSafetensors(tensors));
    const drawn = async (adapters: readonly OpenVinoAdapter[]) => {
      const engine = await createOpenVinoImageEngine(imageOptions({ adapters }));
      try {
        const parts = await partsOf(engine, drawing());
        return parts.flatMap((part) => (part.type === 'image' ? [Buffer.from(part.pixels)] : []));
      } finally {
        await engine.close();
      }
    };
    const [plain, nothing, whole] = await Promise.all([
      drawn([]),
      drawn([{ path, alpha: 0 }]),
      drawn([{ path, alpha: 1 }]),
    ]);
    expect(plain).toHaveLength(1);
    expect(nothing).toEqual(plain);
    expect(whole).not.toEqual(plain);
  });

  it('are refused at the start, by name, when they are missing or cut short', async () => {
    const missing = join(folder, 'missing.safetensors');
    const cut = join(folder, 'cut.safetensors');
    await writeFile(cut, (await readFile(chatAdapter)).subarray(0, -100));
    await expect(written([{ path: missing, alpha: 1 }])).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: `There is no LoRA adapter at ${missing}.`,
    });
    await expect(written([{ path: cut, alpha: 1 }])).rejects.toMatchObject({
      code: 'CANNOT_START',
      message: expect.stringContaining(cut),
      retryable: false,
    });
  });
});
