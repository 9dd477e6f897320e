import { useId } from 'react';
import { ErrorNote } from '../app/error-note.js';
import { StoredImage } from '../app/pictures/stored-image.js';
import { Button } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { Skeleton } from '../design/skeleton.js';
import type { StartReading } from './use-start-picture.js';

interface SourcePictureProps {
  /** Undefined where none is chosen. */
  readonly start: StartReading | undefined;
  readonly problem: string | undefined;
  readonly onFile: (file: File) => void;
  readonly onRemove: () => void;
}

/** The picture that a drawing starts from, or the place to choose one. */
export function SourcePicture({ start, problem, onFile, onRemove }: SourcePictureProps) {
  const id = useId();
  return (
    <div className="studio-source">
      {start && <Chosen start={start} />}
      <div className="studio-source-side">
        <label className="studio-source-choose" htmlFor={id}>
          <Icon name="upload" />
          <span>{start ? 'Choose another' : 'Choose a picture'}</span>
        </label>
        <input
          id={id}
          className="visually-hidden"
          type="file"
          accept="image/png,image/jpeg,image/webp"
          aria-describedby={`${id}-hint`}
          aria-invalid={problem === undefined ? undefined : true}
          onChange={({ target }) => {
            const [chosen] = target.files ?? [];
            if (chosen) onFile(chosen);
            // The same file can be chosen once more.
            target.value = '';
          }}
        />
        {start && (
          <Button kind="bare" size="small" icon="close" onClick={onRemove}>
            Take it away
          </Button>
        )}
        <p id={`${id}-hint`} className="fine-print">
          Or drop or paste one: PNG, JPEG or WebP.
        </p>
        {problem !== undefined && (
          <p className="error-text" role="alert">
            {problem}
          </p>
        )}
      </div>
    </div>
  );
}

function Chosen({ start: { picture, error, askAgain } }: { readonly start: StartReading }) {
  if (error) return <ErrorNote error={error} onRetry={askAgain} />;
  if (!picture) return <Skeleton label="Loading the picture" lines={2} />;
  const { url, alt, size } = picture;
  return <StoredImage key={url} className="studio-source-picture" url={url} alt={alt} {...size} />;
}
