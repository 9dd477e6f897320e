import { toAppError, type AppError } from '@atelier/errors';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClient } from '../app/client-context.js';
import { pictureKey } from '../gallery/gallery-keys.js';

/** A picture that a drawing starts from. */
export interface StartPicture {
  readonly url: string;
  readonly alt: string;
  /** In pixels; undefined until it is known. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
}

export interface StartReading {
  readonly picture: StartPicture | undefined;
  readonly error: AppError | undefined;
  readonly askAgain: () => void;
}

/** The picture that was uploaded, or else the one of the gallery. */
export function useStartPicture(
  file: File | undefined,
  storedId: string | undefined,
): StartReading {
  const client = useClient();
  const uploaded = useFilePicture(file);
  const asks = file === undefined && storedId !== undefined;
  const { data, error, refetch } = useQuery({
    queryKey: pictureKey(storedId ?? ''),
    queryFn: asks ? ({ signal }) => client.imageDetails(storedId, { signal }) : skipToken,
  });
  const stored = asks && data?.id === storedId ? data : undefined;
  return {
    picture: file
      ? uploaded
      : stored && {
          url: stored.url,
          alt: stored.settings.prompt || 'The picture it starts from',
          size: { width: stored.width, height: stored.height },
        },
    error: asks && error && !stored ? toAppError(error) : undefined,
    askAgain: () => void refetch(),
  };
}

/** An address for a file, and its size as soon as the browser has read it. */
export function useFilePicture(file: File | undefined): StartPicture | undefined {
  const [read, setRead] = useState<StartPicture & { readonly file: File }>();
  useEffect(() => {
    if (!file) return undefined;
    const url = URL.createObjectURL(file);
    const known = { file, url, alt: file.name };
    setRead({ ...known, size: undefined });
    let left = false;
    const image = new Image();
    image.onload = () => {
      const size = { width: image.naturalWidth, height: image.naturalHeight };
      if (!left) setRead({ ...known, size });
    };
    image.src = url;
    return () => {
      left = true;
      URL.revokeObjectURL(url);
    };
  }, [file]);
  return read?.file === file ? read : undefined;
}
