import { AppError } from '@atelier/errors';
import { z } from 'zod';

/** A moment in a cursor: milliseconds that a JavaScript Date can hold. */
export const CursorMoment = z
  .int()
  .min(0)
  .max(8.64e15)
  .transform((ms) => new Date(ms));

/** Where a page ended, as clients carry it. */
export function encodeCursor(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws AppError `INVALID_INPUT` for a cursor that was not made here. */
export function decodeCursor<Shape extends z.ZodType>(
  shape: Shape,
  cursor: string,
): z.output<Shape> {
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
