import { resolve } from 'node:path';
import type {
  ChatModelDefaults,
  LlmWorkerHealth,
  ModelTask,
  WorkerHeartbeat,
} from '@atelier/contracts';
import type { ImagePromptDefaults } from '@atelier/image-prompt';
import { errorFields, type Logger } from '@atelier/logging';
import { chosenModel, openModelStore, shippedModels } from '@atelier/model-store';
import type { GatewayConfig } from '../config.js';
import { createLoop } from '../loop.js';
import { createBackgroundDownloads } from './background-downloads.js';
import { imageDefaultsOf, samplingOf, writesProse } from './model-defaults.js';
import { createModelReports } from './model-reports.js';
import { createModelsService, type ModelsService } from './models.service.js';

export interface ModelsOptions {
  readonly config: GatewayConfig;
  readonly llmHealth: (signal: AbortSignal) => Promise<LlmWorkerHealth>;
  readonly workers: () => Promise<readonly WorkerHeartbeat[]>;
  readonly log: Logger;
  /** Between two looks at what the workers lack, in milliseconds; 2,000 unless told. */
  readonly lookEveryMs?: number;
}

/** The gateway's side of the models, running. */
export interface Models extends ModelsService {
  /** Id of the image model that draws now, or is about to; unknown with engines that have their own. */
  imageModel(): string | undefined;
  /** What the image model that draws now is to be used with. */
  imageDefaults(): ImagePromptDefaults;
  /** How the chat model that answers now chooses its words. */
  sampling(): Pick<ChatModelDefaults, 'temperature' | 'topP'>;
  /** Whether the chat model that answers now writes more than it was trained to say. */
  writesProse(): boolean;
  /** Ends downloads, keeping what has come. */
  stop(): Promise<void>;
}

/**
 * Opens the store, and brings here, in the background, what the workers say they lack: a worker that
 * has its model, or that has an engine without one, asks for nothing.
 *
 * @throws AppError `INVALID_CONFIG`
 */
export async function startModels(options: ModelsOptions): Promise<Models> {
  const { config, log, lookEveryMs = 2_000 } = options;
  const store = await openModelStore(config, config.MODELS_HOME ?? shippedModels);
  for (const message of store.catalog.problems) log.warn('catalog.problem', { message });
  const reports = createModelReports(options);
  const downloads = createBackgroundDownloads({ store, log });
  const chosen = (task: ModelTask) => chosenModel(config, store, task);

  // Until the workers have said what they run: what they are about to.
  const expected = async (task: ModelTask) => {
    if (config.USE_MOCKS) return undefined;
    const found = await store.resolve(task, await chosen(task)).catch(() => undefined);
    return found?.entry.id;
  };
  const first = { chat: await expected('chat'), image: await expected('image') };
  const running = (task: ModelTask) =>
    reports.latest().find((report) => report.task === task)?.model ?? first[task];

  await store.prune({ inUse: new Set() }).catch((error: unknown) => {
    log.warn('models.not-pruned', errorFields(error));
  });
  const look = async () => {
    const wanted = (await reports.read()).flatMap(({ fallback }) => fallback?.wanted ?? []);
    if (!config.MODELS_AUTO_DOWNLOAD || config.OFFLINE) return;
    for (const id of new Set(wanted)) {
      if (store.catalog.entries.some((entry) => entry.id === id)) await downloads.ensure(id);
    }
  };
  const loop = createLoop({
    pass: look,
    everyMs: lookEveryMs,
    onError: (error) => {
      log.warn('models.not-looked-at', errorFields(error));
    },
  });
  const service = createModelsService({
    store,
    reports,
    downloads,
    chosen,
    modelsDir: resolve(config.MODELS_DIR),
    onChosen: loop.kick,
  });

  return {
    ...service,
    imageModel: () => running('image'),
    imageDefaults: () => imageDefaultsOf(store.catalog, running('image')),
    sampling: () => samplingOf(store.catalog, running('chat')),
    writesProse: () => !config.USE_MOCKS && writesProse(store.catalog, running('chat')),
    async stop() {
      service.closeEvents();
      await Promise.all([loop.stop(), store.close()]);
    },
  };
}
