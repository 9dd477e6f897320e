import type { EngineInfo, ImageSettings } from '@atelier/contracts';

/** What an image engine can draw. */
export interface ImageCapabilities {
  /** Jobs it draws at the same time. */
  readonly maxConcurrency: number;
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
   * Draws `settings.count` pictures, one after another; picture i with `seedOfImage(settings, i)`.
   * The same settings and model give the same pixels. After an abort the stream ends with `finish`
   * `cancelled` at the next step.
   *
   * @throws AppError `ENGINE_BUSY`, `ENGINE_LOST`, `ENGINE_FAILED`.
   */
  draw(settings: ImageSettings, signal: AbortSignal): AsyncIterable<ImagePart>;
  close(): Promise<void>;
}
