import { manifestKey, type DrawnImage, type DrawRequest } from '@atelier/contracts';
import type { ImageEngine } from '@atelier/engine';
import type { Logger } from '@atelier/logging';
import type { AttemptContext } from '@atelier/queue';
import type { BlobStore } from '@atelier/storage';
import { createDrawingReport } from './drawing-report.js';
import { createEngineWarnings } from './engine-warnings.js';
import type { JobReport, JobReports } from './job-reports.js';
import { createBrush } from './kinds/brush.js';
import { preparePainting } from './kinds/prepare-painting.js';
import { toManifestBytes } from './manifest.js';
import type { ModelScope } from './model-scope.js';
import { savePicture } from './output/save-picture.js';
import { createReadInput } from './read-input.js';
import { steadyEngine } from './steady-engine.js';

export interface DrawImageDependencies {
  readonly engine: ImageEngine;
  /** What the engine's present model draws best. */
  readonly scope: () => ModelScope;
  readonly blobs: Pick<BlobStore, 'get' | 'put' | 'stat'>;
  readonly reports: Pick<JobReports, 'started'>;
  readonly log: Logger;
}

type Context = Pick<AttemptContext<DrawRequest>, 'input' | 'attempt' | 'signal' | 'assertHeld'>;

/**
 * Makes the pictures of a job and stores them, the manifest last. A job whose manifest is already
 * there is complete: an earlier attempt finished it and could not say so.
 */
export function createDrawImageHandler(dependencies: DrawImageDependencies) {
  const { blobs, reports } = dependencies;
  return async (context: Context): Promise<void> => {
    const { jobId, requestId, generation } = context.input;
    const report = reports.started(context.input, context.attempt);
    const log = dependencies.log.child({ jobId, requestId, generation, fence: report.fence });
    const startedAt = performance.now();
    const elapsedMs = () => Math.round(performance.now() - startedAt);
    const earlier = await blobs.stat(manifestKey(jobId), context.signal);
    if (!earlier) await drawAll(dependencies, context, report, elapsedMs);
    report.completed();
    log.info(earlier ? 'job.found-complete' : 'job.drawn', { durationMs: elapsedMs() });
  };
}

async function drawAll(
  { blobs, scope, ...dependencies }: DrawImageDependencies,
  context: Context,
  report: JobReport,
  elapsedMs: () => number,
): Promise<void> {
  const { input, signal, assertHeld } = context;
  const { jobId, settings, work } = input;
  const drawing = createDrawingReport(settings, report);
  const warnings = createEngineWarnings();
  drawing.loading();
  const engine = steadyEngine(dependencies.engine);
  const painting = await preparePainting(input, scope(), createReadInput(blobs, signal));
  const maker = painting.maker ?? engine.info;
  const { drawings } = painting;
  const images: DrawnImage[] = [];
  for (let index = 0; index < settings.count; index += 1) {
    const onWarning = warnings.add;
    const brush = createBrush({
      ...{ engine, settings, index, drawings, signal, onWarning },
      report: drawing,
    });
    const picture = await painting.paint(brush);
    signal.throwIfAborted();
    drawing.saving(index);
    images.push(await savePicture(blobs, context, index, picture, maker));
  }
  const durationMs = elapsedMs();
  const held = painting.maker ? undefined : engine.peakMemoryBytes();
  await assertHeld();
  const manifest = toManifestBytes({
    version: 1,
    jobId,
    fence: report.fence,
    settings,
    work,
    engine: maker,
    images,
    warnings: warnings.all(),
    durationMs,
    memoryBytes: held ?? ownPeakMemoryBytes(),
    finishedAt: new Date().toISOString(),
  });
  const options = { contentType: 'application/json', ifAbsent: true };
  await blobs.put(manifestKey(jobId), manifest, options, signal);
}

/** Of this process, where the engine has none of its own or tells nothing. */
function ownPeakMemoryBytes(): number {
  return process.resourceUsage().maxRSS * 1_024;
}
