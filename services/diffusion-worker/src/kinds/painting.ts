import type { EngineInfo } from '@atelier/contracts';
import type { ImageSource, Raster } from '@atelier/engine';
import type { Size } from '../pixels/rect.js';

/** One drawing of the engine. */
export interface Stroke extends Size {
  readonly source?: ImageSource;
  /** Shows a preview of the drawing as a part of the picture. Both are small PNGs. */
  readonly frame?: (preview: Uint8Array) => Promise<Uint8Array>;
}

/** Draws for one picture of a job, with its words and seed. */
export interface Brush {
  readonly signal: AbortSignal;
  /** @throws AppError `CANCELLED` and the like as the signal says; what the engine throws. */
  draw(stroke: Stroke): Promise<Raster>;
}

/** How the pictures of a job come about. */
export interface Painting {
  /** Drawings of the engine that one picture takes. */
  readonly drawings: number;
  /** What makes the pictures where that is not the engine. */
  readonly maker?: EngineInfo;
  paint(brush: Brush): Promise<Raster>;
}
