import { AppError, type FieldProblem } from '@atelier/errors';
import express, { type RequestHandler } from 'express';
import type { z } from 'zod';

const maxBytes = 4 * 1024 * 1024;
const maxProblems = 20;

/** Reads JSON bodies of up to 4 MiB. */
export function jsonBody(): RequestHandler {
  return express.json({ limit: maxBytes, type: 'application/json' });
}

/** @throws AppError `UNSUPPORTED_MEDIA_TYPE`, `INVALID_INPUT` */
export function parseBody<Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> {
  if (body === undefined) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send a body with content type application/json.');
  }
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, maxProblems).map(toFieldProblem);
  throw new AppError('INVALID_INPUT', undefined, { fields });
}

function toFieldProblem({ path, message }: z.core.$ZodIssue): FieldProblem {
  return { field: `/${path.join('/')}`, problem: message };
}

/** What an error of Express' body parser means. */
export function toBodyError(error: unknown): AppError | undefined {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return new AppError('PAYLOAD_TOO_LARGE');
  if (type === 'entity.parse.failed') return new AppError('MALFORMED_JSON');
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 415) return new AppError('UNSUPPORTED_MEDIA_TYPE');
  if (typeof status === 'number' && status < 500) return new AppError('INVALID_INPUT');
  return undefined;
}
