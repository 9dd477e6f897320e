import { AppError } from '@atelier/errors';

/** By which names the image model may be asked for. */
export interface ImageModels {
  /** @throws AppError `MODEL_UNKNOWN` */
  check(name: string | null | undefined): Promise<void>;
}

/** Whatever model draws, it goes by this name as well. */
const anyModel = 'atelier';

/** @param atWork the models of the workers that show a sign of life. */
export function createImageModels(atWork: () => Promise<readonly string[]>): ImageModels {
  let known: readonly string[] = [];
  return {
    async check(name) {
      if (typeof name !== 'string' || name === anyModel) return;
      // A worker that is away for a moment still has its model; a job waits for it.
      const now = await atWork().catch(() => []);
      if (now.length > 0) known = now;
      if (known.length === 0 || known.includes(name)) return;
      const problem = `names no model that draws here; use ${[...new Set(known), anyModel].join(' or ')}`;
      throw new AppError('MODEL_UNKNOWN', `The field model ${problem}.`, {
        fields: [{ field: '/model', problem }],
      });
    },
  };
}
