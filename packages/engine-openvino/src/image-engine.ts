import { seedOfImage, type RuntimeCommand } from '@atelier/contracts';
import type { ImageEngine, ImagePart, ImageRequest } from '@atelier/engine';
import { createEngineCore, type OpenVinoControl } from './engine-core.js';
import { modelHash } from './model-hash.js';
import { commonLoad, type OpenVinoModel, type OpenVinoOptions } from './options.js';
import { peakMemoryBytesOf } from './process/peak-memory.js';
import { exchange } from './request/exchange.js';
import type { RuntimePart, Session } from './supervision/session.js';

/** An image engine that runs in a process of its own. */
export interface OpenVinoImageEngine extends ImageEngine, OpenVinoControl {}

/** The pipelines draw one picture after another: two at once would each take twice as long. */
const maxConcurrency = 1;

/**
 * Starts a runtime process with a diffusion model; resolves when the model is warm.
 *
 * @throws AppError `MODEL_MISSING`, `CANNOT_START`, `ENGINE_FAILED`, `ENGINE_LOST`,
 *   `DEADLINE_EXCEEDED`.
 */
export async function createOpenVinoImageEngine(
  options: OpenVinoOptions,
): Promise<OpenVinoImageEngine> {
  const hashed = async (model: OpenVinoModel): Promise<OpenVinoModel> => ({
    ...model,
    hash: model.hash ?? (await modelHash(model, options.adapters)),
  });
  const model = await hashed(options.model);
  const core = await createEngineCore({ ...options, model }, maxConcurrency, (loaded) => ({
    ...commonLoad(options, loaded),
    role: 'image',
  }));
  return {
    get info() {
      return core.info();
    },
    capabilities: { maxConcurrency },
    async *draw(request, signal) {
      if (signal.aborted) {
        yield { type: 'finish', reason: 'cancelled' };
        return;
      }
      yield* core.run(request, (session) => drawAll(session, core.nextId, request, signal));
    },
    state: core.state,
    vitals: core.vitals,
    pid: core.pid,
    peakMemoryBytes() {
      const pid = core.pid();
      return pid === undefined ? undefined : peakMemoryBytesOf(pid);
    },
    swap: async (next) => core.swap(await hashed(next)),
    close: core.close,
  };
}

/** Picture after picture: the next one starts when the reader has taken the one before. */
async function* drawAll(
  session: Session,
  nextId: () => number,
  request: ImageRequest,
  signal: AbortSignal,
): AsyncGenerator<ImagePart, void> {
  const warned = new Set<string>();
  for (let index = 0; index < request.count; index += 1) {
    const id = nextId();
    const seed = seedOfImage(request, index);
    const command = toCommand(id, request, seed);
    for await (const part of exchange(session, id, command, signal)) {
      if (part.type === 'warning') {
        if (warned.has(part.setting)) continue;
        warned.add(part.setting);
      }
      if (part.type === 'finish') {
        if (part.reason !== 'cancelled') continue;
        yield { type: 'finish', reason: 'cancelled' };
        return;
      }
      const shown = toImagePart(part, index, seed);
      if (shown) yield shown;
    }
  }
  yield { type: 'finish', reason: 'stop' };
}

function toCommand(id: number, request: ImageRequest, seed: number): RuntimeCommand {
  const { source = { kind: 'text-to-image' }, previews = false, count: _, ...settings } = request;
  return { type: 'draw', id, settings: { ...settings, seed }, source, previews };
}

function toImagePart(
  part: Exclude<RuntimePart, { readonly type: 'error' | 'finish' }>,
  index: number,
  seed: number,
): ImagePart | undefined {
  switch (part.type) {
    case 'image-step':
      return {
        type: 'image-step',
        index,
        step: part.step,
        steps: part.steps,
        ...(part.preview && { preview: part.preview }),
      };
    case 'image-decoding':
      return { type: 'image-decoding', index };
    case 'image':
      return { ...part, index, seed };
    case 'warning':
      return part;
    case 'text-delta':
    case 'reasoning-delta':
      return undefined;
  }
}
