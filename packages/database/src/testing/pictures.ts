import { randomUUID } from 'node:crypto';
import { imageKey, jobKeyPrefix, thumbnailKey } from '@atelier/contracts';
import type { NewImageJob } from '../stores/image-job.js';
import type { Fixture } from './fixture.js';

interface Drawing extends Partial<NewImageJob> {
  /** Of each picture; as many as there should be pictures. */
  readonly looks?: readonly string[];
}

/** A job that has succeeded, and its pictures by index. */
export interface Drawn {
  readonly jobId: string;
  readonly ids: readonly string[];
  /** The first of them. */
  readonly id: string;
  /** What all of its keys begin with. */
  readonly prefix: string;
}

/** Draws pictures for somebody; one picture unless told. */
export async function drawn(
  fixture: Fixture,
  ownerId: string,
  { looks = ['0000000000000000'], ...values }: Drawing = {},
): Promise<Drawn> {
  const jobId = await fixture.newJob(ownerId, values);
  const images = looks.map((look, index) => ({
    id: randomUUID(),
    index,
    key: imageKey(jobId, index),
    sha256: 'a'.repeat(64),
    bytes: 1_000,
    width: 128,
    height: 128,
    seed: 42 + index,
    format: 'png' as const,
    thumbnail: { key: thumbnailKey(jobId, index), bytes: 100 },
    look,
  }));
  await fixture.database.imageJobs.markSucceeded({ jobId, fence: 1, images });
  const ids = images.map(({ id }) => id);
  return { jobId, ids, id: ids[0] ?? '', prefix: jobKeyPrefix(jobId) };
}
