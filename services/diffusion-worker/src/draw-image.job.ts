import {
  imageKey,
  manifestKey,
  type DrawnImage,
  type DrawRequest,
  type EngineInfo,
  type ImageSettings,
} from '@atelier/contracts';
import type { ImageEngine, ImagePart } from '@atelier/engine';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import type { AttemptContext } from '@atelier/queue';
import type { BlobStore } from '@atelier/storage';
import type { EncodePng } from './encode-png.js';
import type { JobReport, JobReports } from './job-reports.js';
import { sha256Of, toManifestBytes } from './manifest.js';
import { toRecipe } from './recipe.js';

export interface DrawImageDependencies {
  readonly engine: ImageEngine;
  readonly blobs: Pick<BlobStore, 'put' | 'stat'>;
  readonly encodePng: EncodePng;
  readonly reports: Pick<JobReports, 'started'>;
  readonly log: Logger;
}

type Context = Pick<AttemptContext<DrawRequest>, 'input' | 'attempt' | 'signal' | 'assertHeld'>;
type Image = Extract<ImagePart, { readonly type: 'image' }>;

/**
 * Draws the pictures of a job and stores them, the manifest last. A job whose manifest is already
 * there is complete: an earlier attempt finished it and could not say so.
 */
export function createDrawImageHandler(dependencies: DrawImageDependencies) {
  const { blobs, reports } = dependencies;
  return async (context: Context): Promise<void> => {
    const { jobId, requestId, generation } = context.input;
    const report = reports.started(context.input, context.attempt);
    const log = dependencies.log.child({ jobId, requestId, generation, fence: report.fence });
    const startedAt = performance.now();
    const earlier = await blobs.stat(manifestKey(jobId), context.signal);
    if (!earlier) await drawAll({ ...dependencies, log }, context, report);
    report.completed();
    const durationMs = Math.round(performance.now() - startedAt);
    log.info(earlier ? 'job.found-complete' : 'job.drawn', { durationMs });
  };
}

async function drawAll(
  dependencies: DrawImageDependencies,
  context: Context,
  report: JobReport,
): Promise<void> {
  const { engine, blobs } = dependencies;
  const { input, signal, assertHeld } = context;
  const images: DrawnImage[] = [];
  // The engine may move over to another model meanwhile; what has begun ends with this one.
  const { info } = engine;
  report.progress(progressOf(input.settings, 'loading', 0));
  for await (const part of engine.draw(input.settings, signal)) {
    if (part.type === 'finish') break;
    reportPart(part, input.settings, report, dependencies.log);
    if (part.type === 'image') {
      images.push(await saveImage(dependencies, context, part, info));
    }
  }
  signal.throwIfAborted();
  if (images.length !== input.settings.count) {
    throw new AppError('ENGINE_FAILED', 'The engine drew fewer pictures than it was asked for.');
  }
  await assertHeld();
  const manifest = toManifestBytes({
    version: 1,
    jobId: input.jobId,
    fence: report.fence,
    settings: input.settings,
    engine: info,
    images,
    finishedAt: new Date().toISOString(),
  });
  const options = { contentType: 'application/json', ifAbsent: true };
  await blobs.put(manifestKey(input.jobId), manifest, options, signal);
}

/** Stores one picture, unless another attempt has taken the job over. */
async function saveImage(
  { blobs, encodePng }: DrawImageDependencies,
  { input, signal, assertHeld }: Context,
  image: Image,
  info: EngineInfo,
): Promise<DrawnImage> {
  const { index, width, height, seed } = image;
  const png = await encodePng(image, toRecipe(input, image, info));
  signal.throwIfAborted();
  await assertHeld();
  const key = imageKey(input.jobId, index);
  await blobs.put(key, png, { contentType: 'image/png' }, signal);
  return { index, key, sha256: sha256Of(png), bytes: png.length, width, height, seed };
}

function reportPart(
  part: ImagePart,
  settings: ImageSettings,
  report: JobReport,
  log: Logger,
): void {
  switch (part.type) {
    case 'image-step':
      report.progress(progressOf(settings, 'running', stepOfJob(settings, part)));
      return;
    case 'image-decoding':
      report.progress(progressOf(settings, 'decoding', (part.index + 1) * settings.steps));
      return;
    case 'image':
      report.progress(progressOf(settings, 'saving', (part.index + 1) * settings.steps));
      return;
    case 'warning':
      log.debug('engine.warned', { message: `The engine does not follow ${part.setting}.` });
      return;
    case 'finish':
      return;
  }
}

/** Some schedulers take more steps than were asked for; a reader counts those asked for. */
function stepOfJob(
  settings: ImageSettings,
  { index, step, steps }: Extract<ImagePart, { type: 'image-step' }>,
): number {
  return index * settings.steps + Math.floor((step / steps) * settings.steps);
}

function progressOf<State extends string>(settings: ImageSettings, state: State, step: number) {
  return { state, step, steps: settings.steps * settings.count };
}
