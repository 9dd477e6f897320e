import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@atelier/errors';
import type { RequestHandler } from 'express';
import { refuse } from './refuse.js';

/** Lets only those pass who show the token. The comparison takes as long for any wrong one. */
export function authenticate(token: string): RequestHandler {
  const expected = digest(`Bearer ${token}`);
  return (request, response, next) => {
    if (timingSafeEqual(digest(request.get('authorization') ?? ''), expected)) {
      next();
      return;
    }
    const message = 'The bearer token is not the one in LLM_WORKER_TOKEN.';
    refuse(response, new AppError('INVALID_CONFIG', message), 401);
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
