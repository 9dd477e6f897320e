import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ModelManifest } from '@atelier/contracts';
import { modelHash } from './model-hash.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('modelHash', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-hash-'));
    await write('unet/openvino_model.xml', '<net/>');
    await write('unet/openvino_model.bin', 'weights');
    await write('model_index.json', '{}');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
  };
  const hash = () => modelHash({ id: 'a', path: folder });
  const manifestOf = (path: string, text: string): ModelManifest => ({
    version: 1,
    id: 'a',
    task: 'image',
    format: 'openvino-ir',
    repository: 'owner/name',
    revision: 'main',
    commit: '0'.repeat(40),
    licence: 'MIT',
    bytes: 1,
    files: [{ path, bytes: text.length, sha256: sha256(text) }],
    installedAt: new Date(0).toISOString(),
  });

  it('follows names and contents, and nothing that does not draw', async () => {
    const first = await hash();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    await write('README.md', 'hello');
    expect(await hash()).toBe(first);
    await write('unet/openvino_model.bin', 'weighty');
    expect(await hash()).not.toBe(first);
    await write('unet/openvino_model.bin', 'weights');
    expect(await hash()).toBe(first);
    await rm(join(folder, 'model_index.json'));
    await write('index_model.json', '{}');
    expect(await hash()).not.toBe(first);
  });

  it('is the same with the hashes that the model store wrote down, and believes those', async () => {
    const first = await hash();
    const bin = 'unet/openvino_model.bin';
    await write('manifest.json', JSON.stringify(manifestOf(bin, 'weights')));
    expect(await hash()).toBe(first);
    await write(bin, 'wErghts');
    expect(await hash()).toBe(first);
    await write(bin, 'of another size');
    expect(await hash()).not.toBe(first);
  });

  it('tells adapters apart, and their strength', async () => {
    const adapter = join(folder, 'style.safetensors');
    await writeFile(adapter, 'lora');
    const model = { id: 'a', path: folder };
    const plain = await hash();
    const weak = await modelHash(model, [{ path: adapter, alpha: 0.5 }]);
    const strong = await modelHash(model, [{ path: adapter, alpha: 1 }]);
    expect(new Set([plain, weak, strong]).size).toBe(3);
    const standIn = { ...model, standsIn: true };
    expect(await modelHash(standIn, [{ path: adapter, alpha: 1 }])).toBe(plain);
  });

  it('is unknown of a folder that is not there', async () => {
    expect(await modelHash({ id: 'a', path: join(folder, 'gone') })).toBeUndefined();
  });
});
