import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelTask } from '@atelier/contracts';
import { z } from 'zod';
import { loadCatalog } from '../catalog/load-catalog.js';
import { createModelStore } from '../create-model-store.js';
import { ModelStoreSettings } from '../model-store-settings.js';
import type { ModelStore, ResolvedModel } from '../model-store.js';
import { readActive } from './active-file.js';

/** With `catalog.json` and the starters. */
export const shippedModels = fileURLToPath(new URL('../../../../models', import.meta.url));

/** Which models are used where nobody chose others, and where those lie that ship with Atelier. */
export const ModelChoiceSettings = z.object({
  CHAT_MODEL: z
    .string()
    .optional()
    .meta({ description: 'Id of the chat model to use; left out, the standard one.' }),
  IMAGE_MODEL: z
    .string()
    .optional()
    .meta({ description: 'Id of the image model to use; left out, the standard one.' }),
  MODELS_HOME: z
    .string()
    .optional()
    .meta({ description: "Folder of the models that ship; left out, this checkout's." }),
});
type Choice = z.output<typeof ModelChoiceSettings>;

/** What a process needs that only uses models, and brings none here. */
export const ModelReaderSettings = z.object({
  ...ModelChoiceSettings.shape,
  MODELS_DIR: ModelStoreSettings.shape.MODELS_DIR,
  OFFLINE: ModelStoreSettings.shape.OFFLINE,
});
export type ModelReaderSettings = z.output<typeof ModelReaderSettings>;

/** The models of this machine for a process that uses them. Opens no connection. */
export interface ModelReader {
  /** The model to load now, as `ModelStore.resolve` finds it for what is chosen. */
  resolve(task: ModelTask): Promise<ResolvedModel>;
  /** The one that ships. */
  starter(task: ModelTask): Promise<ResolvedModel>;
  close(): Promise<void>;
}

/** @throws AppError `INVALID_CONFIG` */
export async function openModelReader(settings: ModelReaderSettings): Promise<ModelReader> {
  const { MODELS_DIR: root, MODELS_HOME: home = shippedModels, OFFLINE: offline } = settings;
  const catalog = await loadCatalog({
    builtIn: join(home, 'catalog.json'),
    user: join(root, 'catalog.json'),
  });
  const endpoint = ModelStoreSettings.parse({}).HF_ENDPOINT;
  const store = createModelStore({ root, catalog, hub: { endpoint, token: undefined }, offline });
  return {
    resolve: async (task) => await store.resolve(task, await chosenModel(settings, store, task)),
    starter: (task) => store.resolve(task, catalog.starter[task]),
    close: () => store.close(),
  };
}

/** The id that a person chose, else that of the settings, else the standard model. */
export async function chosenModel(
  settings: Pick<Choice, 'CHAT_MODEL' | 'IMAGE_MODEL'> & Pick<ModelStoreSettings, 'MODELS_DIR'>,
  { catalog }: Pick<ModelStore, 'catalog'>,
  task: ModelTask,
): Promise<string> {
  const active = await readActive(resolve(settings.MODELS_DIR));
  const set = task === 'chat' ? settings.CHAT_MODEL : settings.IMAGE_MODEL;
  return active[task] ?? set ?? catalog.standard[task];
}
