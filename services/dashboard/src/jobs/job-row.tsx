import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { StoredImage } from '../app/pictures/stored-image.js';
import { Button } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { kindWords } from '../gallery/kind-words.js';
import { CancelButton } from './cancel-button.js';
import { JobProgress } from './job-progress.js';
import { JobSettings } from './job-settings.js';
import { RetryButton } from './retry-button.js';
import { agoWords, durationWords } from './time-words.js';
import { useListedJob } from './use-listed-job.js';
import { Warnings } from './warnings.js';

/** One line of the jobs list. */
export function JobRow({ listed }: { readonly listed: ImageJobView }) {
  const job = useListedJob(listed);
  const row = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const { settings } = job;
  const more = `settings-${job.id}`;
  return (
    <div ref={row} className="job-row" tabIndex={-1} data-status={job.status}>
      <JobPicture job={job} />
      <div className="job-row-text">
        <p className="job-row-prompt" dir="auto">
          {settings.prompt || kindWords[job.kind]}
        </p>
        <p className="job-row-facts">
          {kindWords[job.kind]} · {settings.width} × {settings.height} ·{' '}
          {agoWords(job.created_at, Date.now())}
          {job.duration_ms !== undefined && ` · took ${durationWords(job.duration_ms / 1_000)}`}
          {job.reused && ' · answered from an earlier job'}
        </p>
        <JobProgress job={job} />
        {job.eta_seconds !== undefined && !isFinalImageStatus(job.status) && (
          <p className="job-row-facts">About {durationWords(job.eta_seconds)} left</p>
        )}
        {job.error && <p className="error-text">{job.error.message}</p>}
        <Warnings warnings={job.warnings} />
        {job.images.length > 1 && <JobPictures job={job} />}
        {isOpen && (
          <div id={more}>
            <JobSettings job={job} />
          </div>
        )}
      </div>
      <div className="job-row-actions">
        <CancelButton job={job} onCancelled={() => row.current?.focus()} />
        <RetryButton job={job} />
        <Button
          kind="bare"
          size="small"
          icon={isOpen ? 'chevron-up' : 'chevron-down'}
          aria-expanded={isOpen}
          aria-controls={isOpen ? more : undefined}
          aria-label={`Settings: ${settings.prompt}`}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          Settings
        </Button>
      </div>
    </div>
  );
}

/** The first finished picture, how it looks by now, or a sign of what will be there. */
function JobPicture({ job }: { readonly job: ImageJobView }) {
  const [first] = job.images;
  if (first) {
    return (
      <Link className="job-row-picture" href={`/gallery/${first.id}`}>
        <StoredImage
          url={first.thumbnail_url}
          alt={job.settings.prompt || 'The picture'}
          width={72}
          height={72}
        />
      </Link>
    );
  }
  return (
    <span className="job-row-picture" data-empty={job.preview === undefined}>
      {job.preview === undefined ? (
        <Icon name={job.status === 'failed' ? 'warning' : 'image'} />
      ) : (
        <StoredImage url={job.preview} alt="How it looks by now" width={72} height={72} />
      )}
    </span>
  );
}

function JobPictures({ job }: { readonly job: ImageJobView }) {
  return (
    <ul className="job-row-pictures">
      {job.images.map((image, index) => (
        <li key={image.id}>
          <Link href={`/gallery/${image.id}`}>
            <StoredImage
              url={image.thumbnail_url}
              alt={`Picture ${index + 1} of ${job.images.length}`}
              width={48}
              height={48}
            />
          </Link>
        </li>
      ))}
    </ul>
  );
}
