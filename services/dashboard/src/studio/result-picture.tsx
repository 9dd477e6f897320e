import type { ImageJobView } from '@atelier/contracts';
import { useState } from 'react';
import { Link } from 'wouter';
import { StoredImage } from '../app/pictures/stored-image.js';
import { IconButton } from '../design/button.js';
import { Compare } from './compare.js';
import { comparedKinds } from './compared-kinds.js';
import { useFilePicture } from './use-start-picture.js';
import { useJobFile } from './job-files.js';

interface ResultPictureProps {
  readonly job: ImageJobView;
  /** Place among the pictures of the job. */
  readonly at: number;
  /** In full, not as thumbnail. */
  readonly large: boolean;
  readonly onChange: (imageId: string) => void;
  readonly onRedrawPart: (imageId: string) => void;
}

/** A finished picture, and what can be done with it next. */
export function ResultPicture({ job, at, large, onChange, onRedrawPart }: ResultPictureProps) {
  const [compares, setCompares] = useState(false);
  const file = useJobFile(job.id);
  const uploaded = useFilePicture(compares ? file : undefined);
  const image = job.images[at];
  if (!image) return undefined;
  const { source_image_id: sourceId, settings } = job;
  const before = sourceId === undefined ? uploaded?.url : `/api/v1/images/${sourceId}`;
  const hasBefore =
    comparedKinds.includes(job.kind) && (sourceId !== undefined || file !== undefined);
  return (
    <>
      {compares && before !== undefined ? (
        <Compare before={before} after={image} extend={settings.extend} />
      ) : (
        <Link href={`/gallery/${image.id}`} aria-label={nameOf(job, at)}>
          <StoredImage
            url={large ? image.url : image.thumbnail_url}
            alt=""
            width={image.width}
            height={image.height}
          />
        </Link>
      )}
      <div className="studio-picture-tools">
        {hasBefore && (
          <IconButton
            icon="compare"
            size="small"
            kind="quiet"
            label="Before and after"
            aria-pressed={compares}
            onClick={() => {
              setCompares(!compares);
            }}
          />
        )}
        <IconButton
          icon="brush"
          size="small"
          kind="quiet"
          label="Redraw a part of it"
          onClick={() => {
            onRedrawPart(image.id);
          }}
        />
        <IconButton
          icon="edit"
          size="small"
          kind="quiet"
          label="Start from this picture"
          onClick={() => {
            onChange(image.id);
          }}
        />
      </div>
    </>
  );
}

function nameOf({ images, settings }: ImageJobView, at: number): string {
  const which = images.length > 1 ? `picture ${at + 1} of ${images.length}` : 'the picture';
  return `Open ${which}: ${settings.prompt}`;
}
