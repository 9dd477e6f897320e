import type { HitPlace } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { z } from 'zod';

/** Milliseconds that a JavaScript Date can hold. */
const Moment = z
  .int()
  .min(0)
  .max(8.64e15)
  .transform((ms) => new Date(ms));
const ListCursor = z.tuple([Moment, z.uuid()]);
const SearchCursor = z.tuple([
  // As Postgres keeps it: in single precision.
  z.number().min(0).max(1e9).transform(Math.fround),
  Moment,
  z.uuid(),
  z.enum(['message', 'image-prompt']),
]);

interface ListPlace {
  readonly id: string;
  readonly updatedAt: Date;
}

/** Where a page of conversations ended. */
export function toListCursor({ id, updatedAt }: ListPlace): string {
  return encode([updatedAt.getTime(), id]);
}

/** @throws AppError `INVALID_INPUT` for a cursor that was not made here. */
export function parseListCursor(cursor: string): ListPlace {
  const [updatedAt, id] = decode(ListCursor, cursor);
  return { updatedAt, id };
}

/** Where a page of hits ended. */
export function toSearchCursor({ rank, createdAt, messageId, where }: HitPlace): string {
  return encode([rank, createdAt.getTime(), messageId, where]);
}

/** @throws AppError `INVALID_INPUT` for a cursor that was not made here. */
export function parseSearchCursor(cursor: string): HitPlace {
  const [rank, createdAt, messageId, where] = decode(SearchCursor, cursor);
  return { rank, createdAt, messageId, where };
}

function encode(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function decode<Shape extends z.ZodType>(shape: Shape, cursor: string): z.output<Shape> {
  const parsed = shape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (parsed.success) return parsed.data;
  const problem = 'must be a next_cursor that Atelier gave';
  throw new AppError('INVALID_INPUT', `cursor ${problem}.`, {
    fields: [{ field: '/cursor', problem }],
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
