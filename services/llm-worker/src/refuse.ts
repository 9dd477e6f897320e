import type { Response } from 'express';
import { AppError, toWireError } from '@atelier/errors';

const defaultRetryAfterMs = 1_000;

/** Answers with an error in its wire form: 503 where another try can help, else 400 or `status`. */
export function refuse(response: Response, error: AppError, status = 400): void {
  const wire = toWireError(error);
  if (wire.retryable) {
    const seconds = Math.ceil((wire.retryAfterMs ?? defaultRetryAfterMs) / 1_000);
    response.status(503).set('Retry-After', String(seconds)).json(wire);
    return;
  }
  response.status(status).json(wire);
}
