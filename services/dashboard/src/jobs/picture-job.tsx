import type { ImageJobView } from '@atelier/contracts';
import { useRef } from 'react';
import { ErrorNote } from '../app/error-note.js';
import { CancelButton } from './cancel-button.js';
import { JobProgress } from './job-progress.js';
import { jobAnnouncement } from './job-words.js';
import { Picture } from './picture.js';
import { useImageJob } from './use-image-job.js';
import { Warnings } from './warnings.js';
import './jobs.css';

/** A picture inside the conversation, from its place in the queue to the finished drawing. */
export function PictureJob({ id }: { readonly id: string }) {
  const { data: job, failure, givenUp, askAgain } = useImageJob(id);
  const card = useRef<HTMLElement>(null);
  return (
    <section ref={card} className="picture-job" aria-label="Picture" aria-live="off" tabIndex={-1}>
      {job && !givenUp && (
        <>
          <p className="visually-hidden" role="status">
            {jobAnnouncement(job)}
          </p>
          <PictureFrames job={job} />
          <div className="picture-job-line">
            {job.status !== 'succeeded' && <JobProgress job={job} />}
            <CancelButton job={job} onCancelled={() => card.current?.focus()} />
          </div>
          {job.error && <p className="error-text">{job.error.message}</p>}
          <Warnings warnings={job.warnings} />
        </>
      )}
      {!job && !failure && <p className="picture-job-line">Asking about the picture…</p>}
      {failure && <ErrorNote error={failure} onRetry={givenUp ? askAgain : undefined} />}
      {failure && !givenUp && <p className="fine-print">Asking again every two seconds.</p>}
    </section>
  );
}

/** The finished pictures, or empty frames of their size while they are being drawn. */
function PictureFrames({ job }: { readonly job: ImageJobView }) {
  const { prompt, width, height, count } = job.settings;
  if (job.status === 'failed' || job.status === 'cancelled') return undefined;
  return (
    <div className="picture-frames" data-many={count > 1}>
      {job.status === 'succeeded'
        ? job.images.map((image) => <Picture key={image.id} image={image} prompt={prompt} />)
        : Array.from({ length: count }, (_, index) => (
            <svg
              key={index}
              className="picture-frame"
              viewBox={`0 0 ${width} ${height}`}
              width={width}
              height={height}
              aria-hidden="true"
            />
          ))}
    </div>
  );
}
