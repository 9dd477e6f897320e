import type { Client } from '@atelier/client';
import { AppError } from '@atelier/errors';
import { now } from '../clock.js';

/** A job as its client saw it; Unix time in milliseconds. */
export interface ClientMoments {
  readonly id: string;
  readonly sentAt: number;
  /** Its `202` was read. */
  readonly answeredAt: number;
  /** The first event that shows it begun. */
  readonly beginSeenAt: number;
  /** The event that shows it succeeded. */
  readonly endSeenAt: number;
  /** What the row says. */
  readonly createdAt: number;
  readonly finishedAt: number;
}

/** Asks for one picture and follows it over its event stream. */
export async function takeJob(
  client: Client,
  settings: { readonly steps: number; readonly size: number },
): Promise<ClientMoments> {
  const { steps, size } = settings;
  const sentAt = now();
  const { id } = await client.createImageJob({
    kind: 'generate',
    prompt: 'a red circle on a blue background',
    width: size,
    height: size,
    steps,
  });
  const answeredAt = now();
  let beginSeenAt: number | undefined;
  for await (const job of client.imageJobEvents(id)) {
    const at = now();
    if (job.status !== 'queued') beginSeenAt ??= at;
    if (job.status !== 'succeeded') continue;
    return {
      ...{ id, sentAt, answeredAt, endSeenAt: at },
      beginSeenAt: beginSeenAt ?? at,
      createdAt: Date.parse(job.created_at),
      finishedAt: Date.parse(job.finished_at ?? ''),
    };
  }
  throw new AppError('INTERNAL', 'A job did not succeed.');
}
