import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { takeHandedPicture } from '../app/pictures/handed-picture.js';
import { pictureProblem } from './read-picture.js';

/** The name of the uploaded picture in the cache. */
export const uploadKey = ['studio-upload'];

export interface Upload {
  readonly file: File | undefined;
  /** Why the file that came last was not taken. */
  readonly problem: string | undefined;
  readonly take: (file: File) => void;
  readonly drop: () => void;
}

/** The uploaded picture. It outlasts a look at another view, and not a reload. */
export function useUpload(onTaken: () => void): Upload {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string>();
  const { data } = useQuery<File | null>({
    queryKey: uploadKey,
    queryFn: skipToken,
    gcTime: Infinity,
  });
  const take = (file: File) => {
    const wrong = pictureProblem(file);
    setProblem(wrong);
    if (wrong !== undefined) return;
    queries.setQueryData(uploadKey, file);
    onTaken();
  };
  const takeHanded = useEffectEvent(() => {
    const handed = takeHandedPicture(queries);
    if (handed) take(handed);
  });
  useEffect(() => {
    takeHanded();
  }, []);
  return {
    file: data ?? undefined,
    problem,
    take,
    drop: () => {
      setProblem(undefined);
      queries.setQueryData(uploadKey, null);
    },
  };
}

/** Takes pictures that are dropped or pasted anywhere on the page; true while one is over it. */
export function usePictureIntake(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useEffectEvent((file: File | undefined) => {
    if (file) onFile(file);
  });
  useEffect(() => {
    const leave = new AbortController();
    const { signal } = leave;
    const brings = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const onDragOver = (event: DragEvent) => {
      if (!brings(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!brings(event)) return;
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer?.files[0]);
    };
    const onPaste = ({ clipboardData }: ClipboardEvent) => {
      // Copied text may bring a picture of itself along.
      if (clipboardData?.types.includes('text/plain') === true) return;
      take(clipboardData?.files[0]);
    };
    window.addEventListener('dragover', onDragOver, { signal });
    window.addEventListener('dragleave', onDragLeave, { signal });
    window.addEventListener('drop', onDrop, { signal });
    window.addEventListener('paste', onPaste, { signal });
    return () => {
      leave.abort();
    };
  }, []);
  return over;
}
