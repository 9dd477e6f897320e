import type { EngineInfo, ImageSettings } from '@atelier/contracts';
import type { EngineVitals } from './engine-vitals.js';

/** What an image engine can draw. */
export interface ImageCapabilities {
  /** Jobs it draws at the same time. */
  readonly maxConcurrency: number;
}

/** Rows from the top, 8 bits a channel. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** RGB for a picture (`width * height * 3` bytes), one channel for a mask. */
  readonly pixels: Uint8Array;
}

/** What a drawing starts from; `strength` is in (0, 1], and 1 keeps nothing of the picture. */
export type ImageSource =
  | { readonly kind: 'text-to-image' }
  | { readonly kind: 'image-to-image'; readonly image: Raster; readonly strength: number }
  | {
      readonly kind: 'inpaint';
      readonly image: Raster;
      /** White is drawn anew, black is kept; as large as `image`. */
      readonly mask: Raster;
      readonly strength: number;
    };

/** Settings of a drawing, and what it starts from: without a source, words alone. */
export interface ImageRequest extends ImageSettings {
  readonly source?: ImageSource;
  /** Asks for a small picture with some of the steps. */
  readonly previews?: boolean;
}

/** A piece of a drawing. A stream of them ends with exactly one `finish`. */
export type ImagePart =
  | {
      readonly type: 'image-step';
      /** Picture of the job, from 0. */
      readonly index: number;
      /** Denoising steps done for this picture, from 1 to `steps`. */
      readonly step: number;
      readonly steps: number;
      /** A PNG of a few dozen pixels: how the picture looks by now. */
      readonly preview?: Uint8Array;
    }
  /** All steps of a picture are done; its latents are being decoded. */
  | { readonly type: 'image-decoding'; readonly index: number }
  | {
      readonly type: 'image';
      readonly index: number;
      readonly seed: number;
      readonly width: number;
      readonly height: number;
      /** RGB, 8 bits a channel, rows from the top: `width * height * 3` bytes. */
      readonly pixels: Uint8Array;
    }
  | { readonly type: 'warning'; readonly setting: string; readonly message: string }
  | { readonly type: 'finish'; readonly reason: 'stop' | 'cancelled' };

/** Draws pictures. Drivers pass the suite of `@atelier/engine-conformance`. */
export interface ImageEngine {
  readonly info: EngineInfo;
  readonly capabilities: ImageCapabilities;
  /**
   * Draws `request.count` pictures, one after another; picture i with `seedOfImage(request, i)`.
   * The same settings and model give the same pixels. After an abort the stream ends with `finish`
   * `cancelled` at the next step.
   *
   * @throws AppError `ENGINE_BUSY`, `ENGINE_LOST`, `ENGINE_FAILED`.
   */
  draw(request: ImageRequest, signal: AbortSignal): AsyncIterable<ImagePart>;
  /** Most memory that the process that draws has held since it started, in bytes, where known. */
  peakMemoryBytes?(): number | undefined;
  /** Left out by engines that run nothing of their own. */
  vitals?(): EngineVitals;
  close(): Promise<void>;
}
