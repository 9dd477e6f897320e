import { z } from 'zod';
import { EngineInfo } from '../generation/text.js';
import { ImageFormat, ImageWork, JobSettings, Sha256 } from '../generation/image-work.js';
import { text } from '../text.js';

/** Attempts one generation can have; keeps fences of later generations larger. */
const attemptsPerGeneration = 1_000;

/** The input of the job `image.generate`. */
export const DrawRequest = z.strictObject({
  jobId: z.uuid(),
  /** How many times the gateway has put this job on the queue, from 1. */
  generation: z.int().min(1).max(1_000_000),
  requestId: z.string().max(128),
  settings: JobSettings,
  work: ImageWork,
});
export type DrawRequest = z.infer<typeof DrawRequest>;

/**
 * The fence number of an attempt: larger for a later generation, and within one for a later
 * attempt (from 1). Results with a smaller fence than the job row's change nothing.
 */
export function fenceOf(generation: number, attempt: number): number {
  return generation * attemptsPerGeneration + Math.min(attempt, attemptsPerGeneration - 1);
}

/** One finished picture of a job. */
export const DrawnImage = z.strictObject({
  index: z.int().nonnegative(),
  key: z.string().max(200),
  sha256: Sha256,
  bytes: z.int().positive(),
  width: z.int().positive(),
  height: z.int().positive(),
  seed: z.int().nonnegative(),
  format: ImageFormat,
  /** A WebP whose longer side is `thumbnailSide`. */
  thumbnail: z.strictObject({ key: z.string().max(200), bytes: z.int().positive() }),
  /** What the picture looks like in 64 bits, in hex: alike pictures differ in few of them. */
  look: z.string().regex(/^[0-9a-f]{16}$/),
});
export type DrawnImage = z.infer<typeof DrawnImage>;

/** Written last, once every picture is stored: the proof that a job is complete. */
export const DrawManifest = z.strictObject({
  version: z.literal(1),
  jobId: z.uuid(),
  fence: z.int().positive(),
  settings: JobSettings,
  work: ImageWork,
  /** What drew; for an enlargement the resampler. */
  engine: EngineInfo,
  images: z.array(DrawnImage).min(1),
  /** What was done otherwise than asked for. */
  warnings: z.array(z.strictObject({ code: text(1, 100), message: text(1, 1_000) })).max(50),
  /** Time from taking the job to its last picture, in milliseconds. */
  durationMs: z.int().nonnegative(),
  /** Most memory that the drawing process held, in bytes, where it is known. */
  memoryBytes: z.int().nonnegative().optional(),
  finishedAt: z.iso.datetime(),
});
export type DrawManifest = z.infer<typeof DrawManifest>;

/** What every key of a job begins with. */
export const jobsKeyPrefix = 'image-jobs/';

/** What the key of everything that is kept of a job begins with. */
export function jobKeyPrefix(jobId: string): string {
  return `${jobsKeyPrefix}${jobId}/`;
}

/** Where a job's manifest lies in the blob store. */
export function manifestKey(jobId: string): string {
  return `${jobKeyPrefix(jobId)}manifest.json`;
}

/** Where picture `index` of a job lies in the blob store. */
export function imageKey(jobId: string, index: number, format: ImageFormat = 'png'): string {
  return `${jobKeyPrefix(jobId)}${index}.${format}`;
}

/** The longer side of a thumbnail, in pixels; smaller pictures keep their size. */
export const thumbnailSide = 256;

/** Where the thumbnail of picture `index` lies. */
export function thumbnailKey(jobId: string, index: number): string {
  return `${jobKeyPrefix(jobId)}${index}.thumbnail.webp`;
}

/** Where the PNG lies that a job starts from. */
export function sourceKey(jobId: string): string {
  return `${jobKeyPrefix(jobId)}source.png`;
}

/** Where the PNG of a job's mask lies. */
export function maskKey(jobId: string): string {
  return `${jobKeyPrefix(jobId)}mask.png`;
}
