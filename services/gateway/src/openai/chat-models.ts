import type { OpenAiModel } from '@atelier/contracts';
import { AppError } from '@atelier/errors';

/** Which chat models answer, by the names that a client may use. */
export interface ChatModels {
  /** @throws AppError `LLM_UNAVAILABLE` while nobody knows. */
  list(): Promise<readonly OpenAiModel[]>;
  /** @throws AppError `MODEL_UNKNOWN`, `LLM_UNAVAILABLE` */
  find(id: string): Promise<OpenAiModel>;
}

export interface ChatModelsOptions {
  /**
   * The ids of the models that answer now.
   *
   * @throws AppError `LLM_UNAVAILABLE`
   */
  readonly atWork: (signal: AbortSignal) => Promise<readonly string[]>;
  /** How long an answer holds, in milliseconds; 2,000 unless told. */
  readonly holdMs?: number;
  readonly now?: () => number;
}

/** Whatever model answers, it goes by this name as well. */
const anyModel = 'atelier';

const askTimeoutMs = 5_000;

export function createChatModels(options: ChatModelsOptions): ChatModels {
  const { atWork, holdMs = 2_000, now = Date.now } = options;
  const created = Math.floor(now() / 1_000);
  let known: readonly string[] | undefined;
  let asked: Promise<void> | undefined;
  let askedAt = -Infinity;

  const ask = async () => {
    try {
      known = await atWork(AbortSignal.timeout(askTimeoutMs));
      askedAt = now();
    } catch (error) {
      // What answered a moment ago is the best guess; whether it still does, the request will tell.
      if (known === undefined) throw error;
    } finally {
      asked = undefined;
    }
  };
  const names = async () => {
    if (known === undefined || now() - askedAt >= holdMs) await (asked ??= ask());
    return [...new Set([...(known ?? []), anyModel])];
  };
  const toModel = (id: string): OpenAiModel => ({
    id,
    object: 'model',
    created,
    owned_by: 'atelier',
  });

  return {
    async list() {
      return (await names()).map(toModel);
    },
    async find(id) {
      // Never a question of what is loaded just now.
      if (id === anyModel) return toModel(id);
      if ((await names()).includes(id)) return toModel(id);
      const problem = 'names no model that answers here; /v1/models lists those that do';
      throw new AppError('MODEL_UNKNOWN', `The field model ${problem}.`, {
        fields: [{ field: '/model', problem }],
      });
    },
  };
}
