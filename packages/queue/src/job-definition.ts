import { DrawRequest } from '@atelier/contracts';
import type { z } from 'zod';

/** What producer and consumer of a job agree on. */
export interface JobDefinition<Input> {
  /** Queue that carries the job; letters, digits and `-`. */
  readonly queue: string;
  /** `noun.verb`. */
  readonly name: string;
  /** Attempts that may fail before the job does, from 1. */
  readonly attempts: number;
  /** Wait before the second attempt; doubles for each later one. */
  readonly backoffMs: number;
  /** An attempt that takes longer is aborted with `DEADLINE_EXCEEDED`. */
  readonly timeoutMs: number;
  readonly input: z.ZodType<Input>;
}

/** Names a job once, for the process that adds it and the one that does it. */
export function defineJob<Input>(definition: JobDefinition<Input>): JobDefinition<Input> {
  return Object.freeze({ ...definition });
}

/** Draws the pictures of one image job. */
export const drawImage = defineJob({
  queue: 'images',
  name: 'image.generate',
  attempts: 3,
  backoffMs: 2_000,
  timeoutMs: 900_000,
  input: DrawRequest,
});
