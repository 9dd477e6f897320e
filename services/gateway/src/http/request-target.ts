import { AppError } from '@atelier/errors';
import type { RequestHandler } from 'express';

/** Refuses addresses that nothing after it could read. */
export const readableTarget: RequestHandler = (request, _response, next) => {
  next(refusal(request.url));
};

function refusal(target: string): AppError | undefined {
  // `GET http://host/path` and `OPTIONS *` are for proxies.
  if (!target.startsWith('/')) {
    return new AppError('INVALID_INPUT', 'The request target must be a path that begins with /.');
  }
  try {
    decodeURIComponent(pathOf(target));
    return undefined;
  } catch {
    return new AppError('INVALID_INPUT', 'The address has a % that is not followed by UTF-8.');
  }
}

function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}
