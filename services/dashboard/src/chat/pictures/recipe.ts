import type { ImageJobInput, ImageJobView } from '@atelier/contracts';

/** What a picture was made with, as names and words. */
export function recipeOf(job: ImageJobView, seed: number): readonly (readonly [string, string])[] {
  const { settings, engine, duration_ms: durationMs } = job;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Prompt', settings.prompt],
    ['Not in it', settings.negative_prompt],
    ['Style', settings.style],
    ['Size', `${settings.width} × ${settings.height}`],
    ['Steps', String(settings.steps)],
    ['Guidance', String(settings.cfg_scale)],
    ['Strength', settings.strength?.toString()],
    ['Scheduler', settings.scheduler],
    ['Seed', String(seed)],
    ['Model', engine?.model],
    ['Time', durationMs === undefined ? undefined : `${Math.round(durationMs / 100) / 10} s`],
  ];
  return rows.flatMap(([name, words]) =>
    words === undefined || words === '' ? [] : [[name, words] as const],
  );
}

/** The same picture asked for once more; undefined for one that was made from another. */
export function askedAgain(job: ImageJobView): ImageJobInput | undefined {
  if (job.kind !== 'generate') return undefined;
  const { prompt, negative_prompt, width, height, steps, cfg_scale, count } = job.settings;
  const { scheduler, style, format } = job.settings;
  return {
    prompt,
    negative_prompt,
    width,
    height,
    steps,
    cfg_scale,
    count,
    format,
    ...(scheduler !== undefined && { scheduler }),
    ...(style !== undefined && { style }),
    reuse: false,
  };
}

/** How sharp a preview is by now, from 0 to 4. */
export function sharpness({ progress }: Pick<ImageJobView, 'progress'>): number {
  return Math.min(4, Math.floor(progress / 20));
}
