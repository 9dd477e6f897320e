import type { ImageJobView } from '@atelier/contracts';
import { Warnings } from '../jobs/warnings.js';
import { ResultPicture } from './result-picture.js';

interface ResultsProps {
  readonly jobs: readonly ImageJobView[];
  /** Starts from a picture that is done. */
  readonly onChange: (imageId: string) => void;
  /** Paints over a part of it next. */
  readonly onRedrawPart: (imageId: string) => void;
}

/** Finished pictures, the newest first and larger. */
export function Results({ jobs, onChange, onRedrawPart }: ResultsProps) {
  return (
    <ul className="studio-results">
      {jobs.map((job, index) => (
        <li key={job.id} className="studio-result" data-newest={index === 0}>
          <ul className="studio-pictures" data-many={job.images.length > 1}>
            {job.images.map((image, at) => (
              <li key={image.id} className="studio-picture">
                <ResultPicture
                  job={job}
                  at={at}
                  large={index === 0}
                  onChange={onChange}
                  onRedrawPart={onRedrawPart}
                />
              </li>
            ))}
          </ul>
          <p className="studio-result-words fine-print" dir="auto">
            {job.settings.prompt}
          </p>
          {job.reused && <p className="fine-print">Drawn before, with the very same settings.</p>}
          <Warnings warnings={job.warnings} />
        </li>
      ))}
    </ul>
  );
}
