import { seedOfImage, type DrawRequest, type EngineInfo, type Extension } from '@atelier/contracts';

/** What a picture was made from; stands in its file, so that it can be made again. */
export interface Recipe {
  readonly kind: string;
  readonly prompt: string;
  readonly negative_prompt: string;
  readonly seed: number;
  /** As asked for; absent for the model's own. */
  readonly scheduler?: string;
  readonly steps: number;
  readonly cfg_scale: number;
  readonly width: number;
  readonly height: number;
  readonly style?: string;
  readonly strength?: number;
  readonly extend?: Extension;
  readonly factor?: number;
  /** Of the picture that it was made from, as PNG. */
  readonly source_sha256?: string;
  readonly mask_sha256?: string;
  readonly model: string;
  readonly model_hash?: string;
  readonly engine: string;
  readonly engine_version?: string;
  readonly device?: string;
  readonly precision?: string;
}

/**
 * The recipe of picture `index` of a job. It says nothing about when, where or for whom, so that
 * equal work is equal bytes.
 */
export function toRecipe(
  { settings, work }: Pick<DrawRequest, 'settings' | 'work'>,
  index: number,
  info: EngineInfo,
): Recipe {
  const { scheduler, style } = settings;
  return {
    kind: work.kind,
    prompt: settings.prompt,
    negative_prompt: settings.negativePrompt,
    seed: seedOfImage(settings, index),
    ...(scheduler !== undefined && { scheduler }),
    steps: settings.steps,
    cfg_scale: settings.guidanceScale,
    width: settings.width,
    height: settings.height,
    ...(style && { style }),
    ...('strength' in work && { strength: work.strength }),
    ...('extend' in work && { extend: work.extend }),
    ...('factor' in work && { factor: work.factor }),
    ...('source' in work && { source_sha256: work.source.sha256 }),
    ...('mask' in work && { mask_sha256: work.mask.sha256 }),
    model: info.model,
    ...(info.modelHash !== undefined && { model_hash: info.modelHash }),
    engine: info.engine,
    ...(info.engineVersion !== undefined && { engine_version: info.engineVersion }),
    ...(info.device !== undefined && { device: info.device }),
    ...(info.precision !== undefined && { precision: info.precision }),
  };
}
