import { isFinalImageStatus } from '@atelier/contracts';
import { useRef } from 'react';
import { ErrorNote } from '../app/error-note.js';
import { StoredImage } from '../app/pictures/stored-image.js';
import { sharpness } from '../chat/pictures/recipe.js';
import { Button } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { Skeleton } from '../design/skeleton.js';
import { kindWords } from '../gallery/kind-words.js';
import { CancelButton } from '../jobs/cancel-button.js';
import { JobProgress } from '../jobs/job-progress.js';
import { durationWords } from '../jobs/time-words.js';
import { useImageJob } from '../jobs/use-image-job.js';
import { Warnings } from '../jobs/warnings.js';

interface JobCardProps {
  readonly id: string;
  readonly onRemove: () => void;
}

/** A job from its place in the queue to its last step, or what became of it. */
export function JobCard({ id, onRemove }: JobCardProps) {
  const { data: job, failure, givenUp, askAgain } = useImageJob(id);
  const card = useRef<HTMLLIElement>(null);
  const isOver = givenUp || (job !== undefined && isFinalImageStatus(job.status));
  return (
    <li ref={card} className="studio-job" tabIndex={-1}>
      {job && (
        <>
          <div className="studio-job-picture" data-sharp={sharpness(job)}>
            {job.preview === undefined ? (
              <Icon name={job.status === 'failed' ? 'warning' : 'image'} />
            ) : (
              <StoredImage url={job.preview} alt="How it looks by now" />
            )}
          </div>
          <div className="studio-job-text">
            <p className="studio-job-prompt" dir="auto">
              {job.settings.prompt || kindWords[job.kind]}
            </p>
            <JobProgress job={job} />
            {job.eta_seconds !== undefined && !isOver && (
              <p className="fine-print">About {durationWords(job.eta_seconds)} left</p>
            )}
            {job.error && <p className="error-text">{job.error.message}</p>}
            <Warnings warnings={job.warnings} />
          </div>
        </>
      )}
      {!job && !failure && <Skeleton lines={2} label="Asking about the picture" />}
      {failure && <ErrorNote error={failure} onRetry={givenUp ? askAgain : undefined} />}
      <div className="studio-job-actions">
        {job && <CancelButton job={job} onCancelled={() => card.current?.focus()} />}
        {isOver && (
          <Button size="small" kind="bare" icon="close" onClick={onRemove}>
            Remove
          </Button>
        )}
      </div>
    </li>
  );
}
