import type { DrawRequest, EngineInfo } from '@atelier/contracts';

/** What a picture was made from; stands in the PNG, so that it can be made again. */
export interface Recipe {
  readonly prompt: string;
  readonly negative_prompt: string;
  readonly seed: number;
  readonly steps: number;
  readonly cfg_scale: number;
  readonly width: number;
  readonly height: number;
  readonly model: string;
  readonly engine: string;
  readonly job_id: string;
}

/** The recipe of one picture. It says nothing about when or where, so that equal work is equal bytes. */
export function toRecipe(
  { jobId, settings }: DrawRequest,
  image: { readonly seed: number; readonly width: number; readonly height: number },
  { engine, model }: EngineInfo,
): Recipe {
  return {
    prompt: settings.prompt,
    negative_prompt: settings.negativePrompt,
    seed: image.seed,
    steps: settings.steps,
    cfg_scale: settings.guidanceScale,
    width: image.width,
    height: image.height,
    model,
    engine,
    job_id: jobId,
  };
}
