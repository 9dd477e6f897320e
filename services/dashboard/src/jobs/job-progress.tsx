import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { ProgressBar } from '../design/progress-bar.js';
import { jobWords } from './job-words.js';
import './job-progress.css';

/** A job's state in words, with a bar while it is under way. */
export function JobProgress({ job }: { readonly job: ImageJobView }) {
  const words = jobWords(job);
  return (
    <div className="job-progress" data-status={job.status}>
      <p className="job-words">
        <span>{words}</span>
        {job.status === 'running' && <span className="job-percent">{job.progress} %</span>}
      </p>
      {!isFinalImageStatus(job.status) && job.status !== 'queued' && (
        <ProgressBar label={`Progress: ${job.settings.prompt}`} value={job.progress} />
      )}
    </div>
  );
}
