import { join } from 'node:path';
import { flag } from '@atelier/config';
import { z } from 'zod';
import { loadCatalog } from './catalog/load-catalog.js';
import { createModelStore, type ModelStoreOptions } from './create-model-store.js';
import type { ModelStore } from './model-store.js';

/** Where models are kept and fetched from. */
export const ModelStoreSettings = z.object({
  MODELS_DIR: z
    .string()
    .default('data/models')
    .meta({ description: 'Folder for downloaded models, and for your own catalog.json.' }),
  HF_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'use http://… or https://…' })
    .default('https://huggingface.co')
    .meta({ description: 'Hub that models come from.' }),
  HF_TOKEN: z
    .string()
    .regex(/^[!-~]{1,1024}$/, 'use the token alone, without spaces')
    .optional()
    .meta({ description: 'Access token for the hub.' }),
  OFFLINE: flag()
    .default(false)
    .meta({ description: 'Never ask the hub; use the models that are here.' }),
});
export type ModelStoreSettings = z.output<typeof ModelStoreSettings>;

/**
 * The store that the settings describe.
 *
 * @param modelsHome the folder `models` of Atelier itself, with its catalog and the starter models
 * @throws AppError `INVALID_CONFIG`
 */
export async function openModelStore(
  settings: ModelStoreSettings,
  modelsHome: string,
  options: Omit<ModelStoreOptions, 'root' | 'catalog' | 'hub' | 'offline'> = {},
): Promise<ModelStore> {
  const { MODELS_DIR: root, HF_ENDPOINT: endpoint, HF_TOKEN: token, OFFLINE: offline } = settings;
  const catalog = await loadCatalog({
    builtIn: join(modelsHome, 'catalog.json'),
    user: join(root, 'catalog.json'),
  });
  return createModelStore({ ...options, root, catalog, hub: { endpoint, token }, offline });
}
