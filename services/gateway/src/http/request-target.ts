import { AppError } from '@atelier/errors';

/** Why nothing after it could read this request target; nothing when it is a path. */
export function refuseTarget(target: string): AppError | undefined {
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
