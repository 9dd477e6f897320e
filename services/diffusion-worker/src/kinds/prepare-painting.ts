import { maskKey, sourceKey, type DrawRequest, type InputPicture } from '@atelier/contracts';
import type { ModelScope } from '../model-scope.js';
import type { ReadInput } from '../read-input.js';
import { drawEdit } from './draw-edit.js';
import { drawInpaint } from './draw-inpaint.js';
import { drawOutpaint } from './draw-outpaint.js';
import { drawUpscale } from './draw-upscale.js';
import type { Painting } from './painting.js';

/**
 * How a job's pictures are to be made, with all that they start from at hand.
 *
 * @throws AppError `INVALID_INPUT` for a source that can't be used, and what `readInput` throws.
 */
export async function preparePainting(
  { jobId, settings, work }: DrawRequest,
  scope: ModelScope,
  readInput: ReadInput,
): Promise<Painting> {
  const read = (picture: InputPicture) => readInput({ key: sourceKey(jobId), picture }, 'picture');
  switch (work.kind) {
    case 'generate':
      return { drawings: 1, paint: (brush) => brush.draw(settings) };
    case 'edit':
    case 'variation':
      return drawEdit(settings, await read(work.source), work.strength);
    case 'inpaint': {
      const source = await read(work.source);
      const mask = await readInput({ key: maskKey(jobId), picture: work.mask }, 'mask');
      return drawInpaint(source, mask, work.strength, scope);
    }
    case 'outpaint':
      return drawOutpaint(settings, await read(work.source), work.extend, scope);
    case 'upscale':
      return drawUpscale(settings, await read(work.source));
  }
}
