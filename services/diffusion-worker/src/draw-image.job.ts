import { manifestKey, type DrawnImage, type DrawRequest } from '@atelier/contracts';
import type { ImageEngine } from '@atelier/engine';
import { toAppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import type { AttemptContext } from '@atelier/queue';
import type { BlobStore } from '@atelier/storage';
import { noTracing, type Span, type Tracing } from '@atelier/telemetry';
import { createDrawingReport } from './drawing-report.js';
import { createEngineWarnings } from './engine-warnings.js';
import type { JobReport, JobReports } from './job-reports.js';
import { createBrush } from './kinds/brush.js';
import { preparePainting } from './kinds/prepare-painting.js';
import { toManifestBytes } from './manifest.js';
import { createDiffusionMetrics, type DiffusionMetrics } from './metrics.js';
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
  readonly metrics?: Pick<DiffusionMetrics, 'started' | 'drawn'>;
  readonly tracing?: Tracing;
  readonly log: Logger;
}

type Context = Pick<
  AttemptContext<DrawRequest>,
  'input' | 'attempt' | 'signal' | 'assertHeld' | 'traceparent'
>;

/**
 * Makes the pictures of a job and stores them, the manifest last. A job whose manifest is already
 * there is complete: an earlier attempt finished it and could not say so.
 */
export function createDrawImageHandler(dependencies: DrawImageDependencies) {
  const { reports, metrics = createDiffusionMetrics(), tracing = noTracing } = dependencies;
  return async (context: Context): Promise<void> => {
    const { input, attempt } = context;
    const { jobId, requestId, generation } = input;
    const report = reports.started(input, attempt);
    metrics.started(input, attempt);
    const span = tracing.start({
      ...{ name: 'image.generate', kind: 'consumer', parent: context.traceparent },
      attributes: { job_id: jobId, kind: input.work.kind, attempt, generation },
    });
    const { traceId } = span;
    const log = dependencies.log.child({
      ...{ jobId, requestId, traceId, generation },
      fence: report.fence,
    });
    const startedAt = performance.now();
    const elapsedMs = () => Math.round(performance.now() - startedAt);
    const draw = async () => {
      const earlier = await dependencies.blobs.stat(manifestKey(jobId), context.signal);
      if (!earlier) {
        const trace = createJobTrace(tracing, span.traceparent);
        await drawAll({ ...dependencies, trace }, context, report, elapsedMs);
        metrics.drawn(input, elapsedMs());
      }
      report.completed();
      log.info(earlier ? 'job.found-complete' : 'job.drawn', { durationMs: elapsedMs() });
    };
    await within(span, draw);
  };
}

/** Runs the parts of a job, each under a span of its own. */
type JobTrace = <T>(name: string, work: () => Promise<T>) => Promise<T>;

function createJobTrace(tracing: Tracing, parent: string | undefined): JobTrace {
  return (name, work) => within(tracing.start({ name, parent }), work);
}

async function within<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    span.end();
    return result;
  } catch (error) {
    span.end(toAppError(error).code);
    throw error;
  }
}

async function drawAll(
  { blobs, scope, trace, ...dependencies }: DrawImageDependencies & { readonly trace: JobTrace },
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
    const picture = await trace('engine.draw', () => painting.paint(brush));
    signal.throwIfAborted();
    drawing.saving(index);
    const save = () => savePicture(blobs, context, index, picture, maker);
    images.push(await trace('image.save', save));
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
