import type { GalleryImage } from '@atelier/contracts';
import type { GalleryPicture } from '@atelier/database';
import { toImageView, toSettingsView } from '../image-jobs/to-image-job-view.js';

/** A picture as its owner sees it. */
export function toGalleryImage(picture: GalleryPicture): GalleryImage {
  const { job } = picture;
  return {
    ...toImageView(picture),
    job_id: picture.jobId,
    index: picture.index,
    kind: job.kind,
    bytes: picture.bytes,
    sha256: picture.sha256,
    tags: [...picture.tags],
    favourite: picture.favourite,
    settings: toSettingsView(job),
    ...(job.result && { engine: job.result.engine }),
    ...(job.sourceImageId !== undefined && { source_image_id: job.sourceImageId }),
    ...(job.conversationId !== undefined && { conversation_id: job.conversationId }),
    ...(picture.missingAt && { missing: true }),
    created_at: picture.createdAt.toISOString(),
  };
}
