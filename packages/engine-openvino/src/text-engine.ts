import type { RuntimeLoad, TextPart } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { createEngineCore, type OpenVinoControl } from './engine-core.js';
import { kvCacheSize } from './kv-cache-size.js';
import { commonLoad, type OpenVinoModel, type OpenVinoOptions } from './options.js';
import { exchange } from './request/exchange.js';
import { withoutTools, type PlainRequest } from './request/without-tools.js';
import type { Session } from './supervision/session.js';

export interface OpenVinoTextOptions extends OpenVinoOptions {
  /** Sequences generated at once; 16 by default. */
  readonly maxConcurrency?: number;
  /** Room for keys and values, in bytes; by default it follows the machine's memory. */
  readonly kvCacheBytes?: number;
  /** A smaller model with the same tokenizer that guesses `tokens` ahead (speculative decoding). */
  readonly draft?: { readonly path: string; readonly device?: string; readonly tokens: number };
}

/** A text engine that runs in a process of its own. */
export interface OpenVinoTextEngine extends TextEngine, OpenVinoControl {}

const defaultConcurrency = 16;
const unknownContext = 4_096;

/**
 * Starts a runtime process with a chat model; resolves when the model is warm.
 *
 * @throws AppError `MODEL_MISSING`, `CANNOT_START`, `ENGINE_FAILED`, `ENGINE_LOST`,
 *   `DEADLINE_EXCEEDED`.
 */
export async function createOpenVinoTextEngine(
  options: OpenVinoTextOptions,
): Promise<OpenVinoTextEngine> {
  const maxConcurrency = options.maxConcurrency ?? defaultConcurrency;
  const core = await createEngineCore(options, maxConcurrency, (model) =>
    toLoad(options, model, maxConcurrency),
  );
  return {
    get info() {
      return core.info();
    },
    get capabilities() {
      const contextTokens = core.modelInfo().contextTokens ?? unknownContext;
      return { maxConcurrency, contextTokens };
    },
    async *generate(request, signal) {
      if (signal.aborted) {
        yield nothingWritten;
        return;
      }
      const plain = withoutTools(request);
      yield* core.run(plain.request, (session) => answer(session, core.nextId(), plain, signal));
    },
    state: core.state,
    vitals: core.vitals,
    pid: core.pid,
    swap: core.swap,
    close: core.close,
  };
}

const nothingWritten: TextPart = {
  type: 'finish',
  reason: 'cancelled',
  usage: { promptTokens: 0, completionTokens: 0, cachedTokens: 0 },
};

async function* answer(
  session: Session,
  id: number,
  { request, warnings }: PlainRequest,
  signal: AbortSignal,
): AsyncGenerator<TextPart, void> {
  yield* warnings;
  const command = { type: 'generate', id, request } as const;
  for await (const part of exchange(session, id, command, signal)) {
    if (isTextPart(part)) yield part;
  }
}

function isTextPart(part: { readonly type: string }): part is TextPart {
  return !part.type.startsWith('image') && (part.type !== 'finish' || 'usage' in part);
}

function toLoad(
  options: OpenVinoTextOptions,
  model: OpenVinoModel,
  maxSequences: number,
): RuntimeLoad {
  const draft = model.standsIn === true ? undefined : options.draft;
  return {
    ...commonLoad(options, model),
    role: 'text',
    kvCacheBytes: options.kvCacheBytes ?? kvCacheSize(),
    maxSequences,
    ...(draft && {
      draft: { path: draft.path, device: draft.device ?? 'CPU', tokens: draft.tokens },
    }),
  };
}
