import type { HitPlace } from '@atelier/database';
import { z } from 'zod';
import { CursorMoment, decodeCursor, encodeCursor } from '../http/cursor.js';

const ListCursor = z.tuple([CursorMoment, z.uuid()]);
const SearchCursor = z.tuple([
  // As Postgres keeps it: in single precision.
  z.number().min(0).max(1e9).transform(Math.fround),
  CursorMoment,
  z.uuid(),
  z.enum(['message', 'image-prompt']),
]);

interface ListPlace {
  readonly id: string;
  readonly updatedAt: Date;
}

/** Where a page of conversations ended. */
export function toListCursor({ id, updatedAt }: ListPlace): string {
  return encodeCursor([updatedAt.getTime(), id]);
}

/** @throws AppError `INVALID_INPUT` for a cursor that was not made here. */
export function parseListCursor(cursor: string): ListPlace {
  const [updatedAt, id] = decodeCursor(ListCursor, cursor);
  return { updatedAt, id };
}

/** Where a page of hits ended. */
export function toSearchCursor({ rank, createdAt, messageId, where }: HitPlace): string {
  return encodeCursor([rank, createdAt.getTime(), messageId, where]);
}

/** @throws AppError `INVALID_INPUT` for a cursor that was not made here. */
export function parseSearchCursor(cursor: string): HitPlace {
  const [rank, createdAt, messageId, where] = decodeCursor(SearchCursor, cursor);
  return { rank, createdAt, messageId, where };
}
