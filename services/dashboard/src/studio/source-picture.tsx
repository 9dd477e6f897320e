import { toAppError } from '@atelier/errors';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { useClient } from '../app/client-context.js';
import { ErrorNote } from '../app/error-note.js';
import { StoredImage } from '../app/pictures/stored-image.js';
import { Button } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { Skeleton } from '../design/skeleton.js';
import { pictureKey } from '../gallery/gallery-keys.js';

interface SourcePictureProps {
  readonly file: File | undefined;
  /** Of the gallery; a file goes before it. */
  readonly storedId: string | undefined;
  readonly problem: string | undefined;
  readonly onFile: (file: File) => void;
  readonly onRemove: () => void;
}

/** The picture that a drawing starts from, or the place to choose one. */
export function SourcePicture(props: SourcePictureProps) {
  const { file, storedId, problem, onFile, onRemove } = props;
  const id = useId();
  const isThere = file !== undefined || storedId !== undefined;
  return (
    <div className="studio-source">
      {file && <FilePicture file={file} />}
      {!file && storedId !== undefined && <GalleryPicture id={storedId} />}
      <div className="studio-source-side">
        <label className="studio-source-choose" htmlFor={id}>
          <Icon name="upload" />
          <span>{isThere ? 'Choose another' : 'Choose a picture'}</span>
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
        {isThere && (
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

function FilePicture({ file }: { readonly file: File }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const address = URL.createObjectURL(file);
    setUrl(address);
    return () => {
      URL.revokeObjectURL(address);
    };
  }, [file]);
  if (url === undefined) return undefined;
  return <StoredImage key={url} className="studio-source-picture" url={url} alt={file.name} />;
}

function GalleryPicture({ id }: { readonly id: string }) {
  const client = useClient();
  const { data, error, refetch } = useQuery({
    queryKey: pictureKey(id),
    queryFn: ({ signal }) => client.imageDetails(id, { signal }),
  });
  if (error) return <ErrorNote error={toAppError(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton label="Loading the picture" lines={2} />;
  return (
    <StoredImage
      className="studio-source-picture"
      url={data.url}
      alt={data.settings.prompt || 'The picture it starts from'}
      width={data.width}
      height={data.height}
    />
  );
}
