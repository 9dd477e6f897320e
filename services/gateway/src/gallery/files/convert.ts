import { imageLimits, thumbnailSide, type ImageFormat } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import sharp, { type Sharp } from 'sharp';
import { createSeats } from './seats.js';

/** Makes other pictures of ours; what others send is decoded elsewhere. */
export interface Converter {
  toFormat(picture: Uint8Array, format: ImageFormat, signal: AbortSignal): Promise<Buffer>;
  /** A WebP, `thumbnailSide` pixels at its longer side; smaller pictures keep their size. */
  toThumbnail(picture: Uint8Array, signal: AbortSignal): Promise<Buffer>;
}

const fine = { quality: 92 };
const coarse = { quality: 80 };
const limits = { limitInputPixels: imageLimits.maxSize ** 2 };

/**
 * Works in sharp's own threads, one picture at a time: a large one takes seconds of a core. Every
 * call may fail with AppError `ENGINE_BUSY`, `CANCELLED`, and `STORAGE_UNAVAILABLE` for what is no
 * picture.
 */
export function createConverter(): Converter {
  // More threads starve the event loop and the engines on small machines.
  sharp.concurrency(1);
  sharp.cache(false);
  const inSeat = createSeats({ seats: 1, waiting: 32 });
  const convert = (picture: Sharp, signal: AbortSignal) =>
    inSeat(
      () =>
        picture.toBuffer().catch((cause: unknown) => {
          const says = 'The file of this picture is damaged in the store.';
          throw new AppError('STORAGE_UNAVAILABLE', says, { cause, retryable: false });
        }),
      signal,
    );
  return {
    toFormat: (picture, format, signal) => {
      const read = sharp(picture, limits);
      const written = format === 'png' ? read.png() : read.webp(fine);
      return convert(written, signal);
    },
    toThumbnail: (picture, signal) => {
      const small = sharp(picture, limits).resize({
        width: thumbnailSide,
        height: thumbnailSide,
        fit: 'inside',
        withoutEnlargement: true,
      });
      return convert(small.webp(coarse), signal);
    },
  };
}
