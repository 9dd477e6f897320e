import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';
import { readModelScope, toModelScope } from './model-scope.js';

describe('the scope of a model', () => {
  let folder: TempDir;
  beforeAll(async () => {
    folder = await tempDir();
  });
  afterAll(() => folder.remove());

  const write = async (name: string, config: unknown) => {
    await mkdir(join(folder.path, name), { recursive: true });
    await writeFile(join(folder.path, name, 'config.json'), JSON.stringify(config));
  };
  const sizes = (width: number, minSize: number, maxSize: number) => ({
    ...{ width, height: width, minSize, maxSize },
    drawsOneThing: false,
  });

  it('follows the catalog, in whole steps', () => {
    const sized = { width: 520, height: 520, minSize: 256, maxSize: 770 };
    expect(toModelScope({ steps: 20, guidanceScale: 7, ...sized })).toEqual(sizes(512, 256, 768));
    const vocabulary = { shapes: ['circle'], colours: ['red'] };
    const small = { steps: 20, guidanceScale: 7, ...sized, vocabulary };
    expect(toModelScope(small)).toMatchObject({ drawsOneThing: true });
  });

  it('is what the folder says of a model that no catalog knows', async () => {
    expect(await readModelScope(folder.path)).toEqual(sizes(512, 512, 512));
    await write('transformer', { sample_size: 128 });
    expect(await readModelScope(folder.path)).toEqual(sizes(1_024, 1_024, 1_024));
    await write('unet', { sample_size: 8 });
    await write('vae_decoder', { block_out_channels: [32, 32, 32, 64, 160] });
    expect(await readModelScope(folder.path)).toEqual(sizes(128, 128, 128));
  });
});
