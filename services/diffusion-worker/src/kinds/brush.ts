import { ImageSettings, seedOfImage, type JobSettings } from '@atelier/contracts';
import type { ImageEngine, ImagePart, Raster } from '@atelier/engine';
import { AppError } from '@atelier/errors';
import type { DrawingReport } from '../drawing-report.js';
import { shrinkPreview } from './frame-previews.js';
import type { Brush, Stroke } from './painting.js';

/** Set apart the noise of drawings that share a picture's seed: 2^32 divided by the golden ratio. */
const seedStride = 0x9e37_79b9;

/** What base64 makes 40,000 characters of. */
const maxPreviewBytes = 30_000;

export interface BrushOptions {
  readonly engine: Pick<ImageEngine, 'draw' | 'info'>;
  readonly settings: JobSettings;
  /** Picture of the job, from 0. */
  readonly index: number;
  /** Drawings that the picture takes. */
  readonly drawings: number;
  readonly report: DrawingReport;
  readonly onWarning: (warning: Extract<ImagePart, { readonly type: 'warning' }>) => void;
  readonly signal: AbortSignal;
}

/** A brush that tells each step. Its first drawing has the picture's own seed. */
export function createBrush(options: BrushOptions): Brush {
  const { engine, settings, index, drawings, report, signal } = options;
  let done = 0;

  const tell = async (part: ImagePart, { frame }: Stroke) => {
    if (part.type === 'warning') options.onWarning(part);
    if (part.type === 'image-decoding' && done + 1 === drawings) report.decoding(index);
    if (part.type !== 'image-step') return;
    const { step, steps } = part;
    const shown = part.preview && frame ? await frame(part.preview) : part.preview;
    const preview = shown && (await shrinkPreview(shown, maxPreviewBytes));
    report.step(index, { step: done * steps + step, steps: drawings * steps, preview });
  };

  return {
    signal,
    async draw(stroke) {
      signal.throwIfAborted();
      const { width, height, source } = stroke;
      const seed = (seedOfImage(settings, index) + done * seedStride) >>> 0;
      const wanted = toEngineSettings({ ...settings, width, height, seed, count: 1 });
      const request = { ...wanted, previews: true, ...(source && { source }) };
      let drawn: Raster | undefined;
      for await (const part of engine.draw(request, signal)) {
        if (part.type === 'image') drawn = part;
        await tell(part, stroke);
      }
      signal.throwIfAborted();
      if (!drawn) {
        throw new AppError(
          'ENGINE_FAILED',
          'The engine drew fewer pictures than it was asked for.',
        );
      }
      done += 1;
      return drawn;
    },
  };
}

/** Without what an engine does not know. @throws AppError `INVALID_INPUT` */
function toEngineSettings(settings: JobSettings): ImageSettings {
  const { format: _format, style: _style, asked: _asked, ...known } = settings;
  const parsed = ImageSettings.safeParse(known);
  if (parsed.success) return parsed.data;
  const [path = 'settings'] = parsed.error.issues.map(({ path: at }) => at.join('.'));
  const message = `The picture can't be drawn with this ${path}.`;
  throw new AppError('INVALID_INPUT', message, { cause: parsed.error });
}
