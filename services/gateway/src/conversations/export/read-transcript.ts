import type { ConversationExport } from '@atelier/contracts';
import type { ImageJobStore, TranscriptStore } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { toImageJobView } from '../../image-jobs/to-image-job-view.js';
import { toMessageView } from '../to-message-view.js';

/** A message with the picture job that it started. */
export type ExportedMessage = ConversationExport['messages'][number];

export interface TranscriptSource {
  readonly transcripts: Pick<TranscriptStore, 'following' | 'lastPlace'>;
  readonly imageJobs: Pick<ImageJobStore, 'findAll'>;
}

/** Messages in memory at once. */
const pageSize = 100;

/**
 * The messages that a conversation has now, in order, a page at a time. No page is empty.
 *
 * @throws AppError `NOT_FOUND` when the conversation is deleted meanwhile.
 */
export async function* readTranscript(
  { transcripts, imageJobs }: TranscriptSource,
  ownerId: string,
  conversationId: string,
): AsyncGenerator<readonly ExportedMessage[], void, undefined> {
  const upTo = await transcripts.lastPlace(ownerId, conversationId);
  let after = 0;
  while (after < upTo) {
    const page = await transcripts.following(ownerId, conversationId, {
      limit: pageSize,
      after,
      upTo,
    });
    const last = page.at(-1);
    if (!last) throw new AppError('NOT_FOUND', 'The conversation was deleted meanwhile.');
    const jobIds = page.flatMap(({ imageJobId }) => imageJobId ?? []);
    const found = await imageJobs.findAll(ownerId, jobIds);
    const jobs = new Map(found.map((job) => [job.id, toImageJobView(job)]));
    yield page.map((message) => {
      const job = jobs.get(message.imageJobId ?? '');
      return { ...toMessageView(message), ...(job && { image_job: job }) };
    });
    after = last.seq;
  }
}
