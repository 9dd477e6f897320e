import type { GalleryPicture } from '@atelier/database';
import { z } from 'zod';
import { CursorMoment, decodeCursor, encodeCursor } from '../http/cursor.js';

type Place = Pick<GalleryPicture, 'id' | 'createdAt'>;

const GalleryCursor = z.tuple([CursorMoment, z.uuid()]);

/** Where a page of pictures ended. */
export function toGalleryCursor({ id, createdAt }: Place): string {
  return encodeCursor([createdAt.getTime(), id]);
}

/** @throws AppError `INVALID_INPUT` for a cursor that was not made here. */
export function parseGalleryCursor(cursor: string): Place {
  const [createdAt, id] = decodeCursor(GalleryCursor, cursor);
  return { id, createdAt };
}
