import { useRef } from 'react';
import { CancelButton } from './cancel-button.js';
import { JobProgress } from './job-progress.js';
import { useImageJob } from './use-image-job.js';

/** One line of the jobs list. */
export function JobRow({ id }: { readonly id: string }) {
  const { data: job, failure, givenUp } = useImageJob(id);
  const row = useRef<HTMLDivElement>(null);
  if (!job || givenUp) return <p className="fine-print">{failure?.message ?? 'Asking…'}</p>;
  const [first] = job.images;
  return (
    <div ref={row} className="job-row" tabIndex={-1}>
      {first && (
        <a className="job-row-picture" href={first.url} target="_blank" rel="noopener">
          <img src={first.url} alt={job.settings.prompt} width={48} height={48} />
        </a>
      )}
      <div className="job-row-text">
        <p className="job-row-prompt">{job.settings.prompt}</p>
        <JobProgress job={job} />
        {job.error && <p className="error-text">{job.error.message}</p>}
        <CancelButton job={job} onCancelled={() => row.current?.focus()} />
      </div>
    </div>
  );
}
