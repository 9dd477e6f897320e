import type { ImageJobView } from '@atelier/contracts';
import { Link } from 'wouter';
import { StoredImage } from '../app/pictures/stored-image.js';
import { IconButton } from '../design/button.js';
import { Warnings } from '../jobs/warnings.js';

interface ResultsProps {
  readonly jobs: readonly ImageJobView[];
  /** Starts from a picture that is done. */
  readonly onChange: (imageId: string) => void;
}

/** Finished pictures, the newest first and larger. */
export function Results({ jobs, onChange }: ResultsProps) {
  return (
    <ul className="studio-results">
      {jobs.map((job, index) => (
        <li key={job.id} className="studio-result" data-newest={index === 0}>
          <ul className="studio-pictures" data-many={job.images.length > 1}>
            {job.images.map((image, at) => (
              <li key={image.id} className="studio-picture">
                <Link href={`/gallery/${image.id}`} aria-label={nameOf(job, at)}>
                  <StoredImage
                    url={index === 0 ? image.url : image.thumbnail_url}
                    alt=""
                    width={image.width}
                    height={image.height}
                  />
                </Link>
                <IconButton
                  icon="edit"
                  size="small"
                  kind="quiet"
                  label="Start from this picture"
                  onClick={() => {
                    onChange(image.id);
                  }}
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

function nameOf({ images, settings }: ImageJobView, at: number): string {
  const which = images.length > 1 ? `picture ${at + 1} of ${images.length}` : 'the picture';
  return `Open ${which}: ${settings.prompt}`;
}
