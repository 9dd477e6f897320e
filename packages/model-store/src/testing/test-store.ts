import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HubModel } from '@atelier/contracts';
import type { Catalog } from '../catalog/load-catalog.js';
import { createModelStore, type ModelStoreOptions } from '../create-model-store.js';
import type { HubLimits } from '../hub/hub-settings.js';
import type { ModelStore } from '../model-store.js';

export const repository = 'acme/tiny-chat-ov';

export const entry: HubModel = {
  id: 'tiny-chat',
  title: 'Tiny chat',
  task: 'chat',
  source: 'hub',
  repository,
  revision: 'main',
  files: ['*.xml', '*.bin', '*.json', '*/*.json'],
  format: 'openvino-ir',
  licence: { id: 'Apache-2.0' },
  parameters: 1_000,
  downloadBytes: 400_000,
  memoryBytes: 1_000_000,
  defaults: { templateFamily: 'chatml', contextTokens: 2_048 },
};

/** The files of a small model. Another seed gives other weights and the same tokenizer. */
export function modelFiles(seed = 1, weightBytes = 200_000): Record<string, Uint8Array> {
  return {
    'openvino_model.xml': Buffer.from(`<net seed="${seed}"/>`),
    'openvino_model.bin': bytesOf(seed, weightBytes),
    'openvino_tokenizer.xml': Buffer.from('<net name="tokenizer"/>'),
    'openvino_tokenizer.bin': bytesOf(0, 30_000),
    'config.json': Buffer.from(`{"seed":${seed}}`),
    'parts/empty.json': Buffer.alloc(0),
    '.gitattributes': Buffer.from('*.bin filter=lfs'),
    'README.md': Buffer.from('# Tiny chat'),
    'pytorch_model.bin': Buffer.from('a pickle'),
  };
}

/** Bytes that do not repeat, the same for the same seed. */
function bytesOf(seed: number, length: number): Uint8Array {
  const pieces: Buffer[] = [];
  for (let at = 0; at * 32 < length; at += 1) {
    pieces.push(createHash('sha256').update(`${seed} ${at}`).digest());
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** The paths of `modelFiles` that belong to the model. */
export const modelPaths = [
  'config.json',
  'openvino_model.bin',
  'openvino_model.xml',
  'openvino_tokenizer.bin',
  'openvino_tokenizer.xml',
  'parts/empty.json',
];

const quickLimits: Partial<HubLimits> = {
  answerMs: 5_000,
  stallMs: 5_000,
  pageMs: 5_000,
  retryMs: 1,
  maxRetryMs: 2,
};

export function testCatalog(entries: Catalog['entries'] = [entry]): Catalog {
  return {
    entries,
    starter: { chat: 'starter-chat', image: 'starter-image' },
    standard: { chat: 'tiny-chat', image: 'starter-image' },
    problems: [],
  };
}

export interface TestStoreOptions extends Omit<
  Partial<ModelStoreOptions>,
  'root' | 'catalog' | 'hub'
> {
  readonly root: string;
  readonly endpoint: string;
  readonly token?: string;
  readonly limits?: Partial<HubLimits>;
  readonly catalog?: Catalog;
}

export function testStore({
  endpoint,
  token,
  limits,
  catalog = testCatalog(),
  ...options
}: TestStoreOptions): ModelStore {
  return createModelStore({
    reserveBytes: 0,
    lockTiming: { lookMs: 10 },
    ...options,
    catalog,
    hub: { endpoint, token, limits: { ...quickLimits, ...limits } },
  });
}

/** True when the folder has exactly these contents, byte for byte. */
export async function holds(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<boolean> {
  for (const path of modelPaths) {
    const content = files[path];
    if (!content) throw new Error(`The test has no ${path}.`);
    if (!(await readFile(join(folder, path))).equals(content)) return false;
  }
  return true;
}
