import { ImageJobRequest, type ImageJobInput, type ImageJobView } from '@atelier/contracts';

/**
 * The request that asks for the same again. Undefined where a job does not tell enough: a mask and an
 * uploaded picture are not told.
 */
export function retryRequest(job: ImageJobView): ImageJobInput | undefined {
  const { kind, settings, source_image_id: source } = job;
  const { prompt, negative_prompt, width, height, steps, cfg_scale, scheduler } = settings;
  const { seed, count, style, strength, factor, extend, format } = settings;
  const isDrawn = kind !== 'upscale';
  const request: ImageJobInput = {
    kind,
    ...(prompt !== '' && { prompt }),
    seed,
    count,
    format,
    // An answer from an earlier job would be no retry.
    reuse: false,
    ...(kind === 'generate' && { width, height }),
    ...(source !== undefined && { image_id: source }),
    ...(isDrawn && { negative_prompt, steps, cfg_scale }),
    ...(isDrawn && scheduler !== undefined && { scheduler }),
    ...(style !== undefined && { style }),
    ...(strength !== undefined && kind !== 'generate' && isDrawn && { strength }),
    ...(kind === 'outpaint' && extend && { extend }),
    ...(factor === 2 || factor === 4 ? { factor } : {}),
  };
  return ImageJobRequest.safeParse(request).success ? request : undefined;
}
