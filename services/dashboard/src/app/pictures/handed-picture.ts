import type { QueryClient } from '@tanstack/react-query';

const handedKey = ['handed-picture'];

/** Leaves a picture for the studio, which is opened next. */
export function handPicture(queries: QueryClient, picture: File): void {
  queries.setQueryData(handedKey, picture);
}

/** The picture that was left, once. */
export function takeHandedPicture(queries: QueryClient): File | undefined {
  const picture = queries.getQueryData<File>(handedKey);
  queries.removeQueries({ queryKey: handedKey });
  return picture;
}
