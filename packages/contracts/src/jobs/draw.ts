import { z } from 'zod';
import { EngineInfo } from '../generation/text.js';
import { ImageSettings } from '../generation/image.js';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Attempts one generation can have; keeps fences of later generations larger. */
const attemptsPerGeneration = 1_000;

/** The input of the job `image.generate`. */
export const DrawRequest = z.strictObject({
  jobId: z.uuid(),
  /** How many times the gateway has put this job on the queue, from 1. */
  generation: z.int().min(1).max(1_000_000),
  requestId: z.string().max(128),
  settings: ImageSettings,
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
});
export type DrawnImage = z.infer<typeof DrawnImage>;

/** Written last, once every picture is stored: the proof that a job is complete. */
export const DrawManifest = z.strictObject({
  version: z.literal(1),
  jobId: z.uuid(),
  fence: z.int().positive(),
  settings: ImageSettings,
  engine: EngineInfo,
  images: z.array(DrawnImage).min(1),
  finishedAt: z.iso.datetime(),
});
export type DrawManifest = z.infer<typeof DrawManifest>;

/** What the key of everything that is kept of a job begins with. */
export function jobKeyPrefix(jobId: string): string {
  return `image-jobs/${jobId}/`;
}

/** Where a job's manifest lies in the blob store. */
export function manifestKey(jobId: string): string {
  return `${jobKeyPrefix(jobId)}manifest.json`;
}

/** Where picture `index` of a job lies in the blob store. */
export function imageKey(jobId: string, index: number): string {
  return `${jobKeyPrefix(jobId)}${index}.png`;
}
