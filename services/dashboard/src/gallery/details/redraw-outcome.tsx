import { Link } from 'wouter';
import { Icon } from '../../design/icon.js';
import { CancelButton } from '../../jobs/cancel-button.js';
import { JobProgress } from '../../jobs/job-progress.js';
import { useImageJob } from '../../jobs/use-image-job.js';
import { redrawWords } from './redraw-words.js';

interface RedrawOutcomeProps {
  readonly jobId: string;
  readonly hrefOf: (id: string) => string;
}

/** A picture as it is drawn again, and whether it came out the same. */
export function RedrawOutcome({ jobId, hrefOf }: RedrawOutcomeProps) {
  const { data: job, failure } = useImageJob(jobId);
  const words = job && redrawWords(job);
  const again = job?.images[0];
  return (
    <section className="redraw" aria-label="Drawn again" data-tone={words?.tone}>
      <p role="status">
        {words && (
          <span className="redraw-words">
            <Icon name={words.tone === 'good' ? 'check' : 'warning'} />
            {words.text}
          </span>
        )}
        {!words && <span className="visually-hidden">Drawing it again</span>}
      </p>
      {job && !words && (
        <div className="redraw-line">
          <JobProgress job={job} />
          <CancelButton job={job} onCancelled={() => undefined} />
        </div>
      )}
      {words && job.redraw && job.redraw.differs.length > 0 && (
        <ul className="redraw-differs">
          {job.redraw.differs.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      {words && again && <Link href={hrefOf(again.id)}>See the one that was drawn now</Link>}
      {failure && <p className="error-text">{failure.message}</p>}
    </section>
  );
}
