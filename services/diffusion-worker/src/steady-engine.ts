import type { ImageEngine } from '@atelier/engine';
import { AppError } from '@atelier/errors';

/** An engine for one job, with one model from its first drawing to its last. */
export interface SteadyEngine extends Pick<ImageEngine, 'draw' | 'info'> {
  peakMemoryBytes(): number | undefined;
}

/**
 * An engine may move over to another model between two drawings. A job whose pictures came from two
 * models could not be drawn again, so it starts anew with the new one.
 */
export function steadyEngine(engine: ImageEngine): SteadyEngine {
  const { info } = engine;
  return {
    info,
    peakMemoryBytes: () => engine.peakMemoryBytes?.(),
    draw(request, signal) {
      const { model, modelHash } = engine.info;
      if (model !== info.model || modelHash !== info.modelHash) {
        // Hands the job back without using up an attempt.
        throw new AppError('ENGINE_LOST', 'Another model has been loaded; the job starts anew.');
      }
      return engine.draw(request, signal);
    },
  };
}
