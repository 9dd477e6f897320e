import { AppError } from '@atelier/errors';

/** ASCII without white space and `#`: what an HTTP request target may have. */
const pathPattern = /^\/[!"$-~]*$/;

/** Why nothing after it could read this request target; nothing when it is a path. */
export function refuseTarget(target: string): AppError | undefined {
  // `GET http://host/path` and `OPTIONS *` are for proxies.
  if (!target.startsWith('/')) return refusal('must be a path that begins with /');
  if (!pathPattern.test(target)) return refusal('may have ASCII only; percent-encode the rest');
  try {
    decodeURIComponent(pathOf(target));
    return undefined;
  } catch {
    return refusal('has a % that is not followed by UTF-8');
  }
}

function refusal(problem: string): AppError {
  return new AppError('INVALID_INPUT', `The address ${problem}.`);
}

function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}
