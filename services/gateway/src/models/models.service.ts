import type { Readable } from 'node:stream';
import type { ModelView } from '@atelier/contracts';
import { toModelView, writeActive, type ModelState, type ModelStore } from '@atelier/model-store';
import type { BackgroundDownloads } from './background-downloads.js';
import { createModelEvents } from './model-events.js';
import type { ModelReports } from './model-reports.js';

export interface ModelsServiceOptions {
  readonly store: Pick<ModelStore, 'list' | 'get' | 'remove'>;
  readonly reports: ModelReports;
  readonly downloads: Pick<BackgroundDownloads, 'start' | 'cancel'>;
  /** The model that is to be used for a task. */
  readonly chosen: (task: 'chat' | 'image') => Promise<string>;
  readonly modelsDir: string;
  /** Called when another model was chosen. */
  readonly onChosen: () => void;
}

/** What people do with models. Calls that name one fail with AppError `NOT_FOUND`. */
export interface ModelsService {
  list(): Promise<readonly ModelView[]>;
  /** @throws AppError `INVALID_INPUT` (nothing to download), `OFFLINE`, `HUB_*`, `MODEL_REJECTED`. */
  download(id: string): Promise<ModelView>;
  cancel(id: string): Promise<ModelView>;
  activate(id: string): Promise<ModelView>;
  /** @throws AppError `MODEL_IN_USE`, `MODEL_BUSY`, `INVALID_INPUT` (it is not the store's). */
  remove(id: string): Promise<void>;
  /** Server-sent events. */
  events(): Readable;
  /** Ends all event streams. */
  closeEvents(): void;
}

export function createModelsService(options: ModelsServiceOptions): ModelsService {
  const { store, reports, downloads, chosen, modelsDir } = options;
  const isActive = (id: string) => reports.latest().some(({ model }) => model === id);
  const toView = (state: ModelState) => toModelView(state, { active: isActive(state.entry.id) });
  const view = async (id: string) => toView(await store.get(id));
  const events = createModelEvents({ list: async () => (await store.list()).map(toView) });

  return {
    async list() {
      await reports.read();
      return (await store.list()).map(toView);
    },
    async download(id) {
      await downloads.start(id);
      return await view(id);
    },
    async cancel(id) {
      await store.get(id);
      await downloads.cancel(id);
      return await view(id);
    },
    async activate(id) {
      const { entry } = await store.get(id);
      await writeActive(modelsDir, entry.task, id);
      options.onChosen();
      return await view(id);
    },
    async remove(id) {
      const running = await reports.read();
      const inUse = new Set([
        ...running.flatMap(({ model, fallback }) => [
          model,
          ...(fallback ? [fallback.wanted] : []),
        ]),
        await chosen('chat'),
        await chosen('image'),
      ]);
      await store.remove(id, { inUse });
    },
    events: events.open,
    closeEvents: events.close,
  };
}
