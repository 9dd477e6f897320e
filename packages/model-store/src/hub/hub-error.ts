import { AppError } from '@atelier/errors';
import { showPath } from '../names/model-path.js';

/** What was asked for, as far as messages need it. */
export interface HubQuestion {
  /** The hub's address, without a slash at its end. */
  readonly base: string;
  readonly hasToken: boolean;
  readonly repository: string;
  readonly revision: string;
  readonly path?: string;
}

/** What a hub answered instead. */
export interface HubRefusal {
  readonly status: number;
  /** `RepoNotFound`, `GatedRepo` and the like, where the hub sends `X-Error-Code`. */
  readonly errorCode: string | undefined;
  readonly retryAfterMs: number | undefined;
}

/** What the status of an answer means, and what a person can do about it. */
export function toStatusError(asked: HubQuestion, refusal: HubRefusal): AppError {
  const { status, retryAfterMs } = refusal;
  const { host } = new URL(asked.base);
  if (status === 429) {
    const token = asked.hasToken ? '' : ' A token (HF_TOKEN) raises its limit.';
    const says = `${host} has had too many requests from here (429)${waitText(retryAfterMs)}.${token}`;
    return unreachable(says, { retryAfterMs });
  }
  if (status >= 500 || status === 408) {
    return unreachable(`${host} has a problem (${status})${waitText(retryAfterMs)}.`, {
      retryAfterMs,
    });
  }
  return new AppError('HUB_REFUSED', refusalText(asked, refusal));
}

function refusalText(asked: HubQuestion, { status, errorCode }: HubRefusal): string {
  const { base, repository, revision, hasToken } = asked;
  const page = `${base}/${repository}`;
  const tokens = `${base}/settings/tokens`;
  if (status === 401 && hasToken) {
    return `The hub does not accept the token for ${repository} (401): it is wrong, has run out, or ${repository} does not exist. Make a new one at ${tokens} and put it into HF_TOKEN, or into the file that HF_TOKEN_FILE names.`;
  }
  if (status === 401) {
    return `The hub shows ${repository} to people it knows only, or it does not exist (401): make an access token at ${tokens} and put it into HF_TOKEN, or into a file that HF_TOKEN_FILE names.`;
  }
  if (status === 403 || status === 451) {
    const token = hasToken
      ? 'with the account that your token belongs to'
      : 'and put an access token of your account into HF_TOKEN, or into a file that HF_TOKEN_FILE names';
    return `The hub does not give ${repository} to you (${status}): open ${page} in a browser, accept its licence, ${token}.`;
  }
  if (status === 404 && errorCode === 'EntryNotFound' && asked.path !== undefined) {
    return `${repository} has no file ${showPath(asked.path)} any more (404): start the download again.`;
  }
  if (status === 404) {
    return `The hub has no ${repository} with revision ${revision} (404): check the names in the catalog against ${page}.`;
  }
  return `The hub refuses ${repository} (${status}): look at ${page} in a browser.`;
}

function waitText(retryAfterMs: number | undefined): string {
  if (retryAfterMs === undefined) return '';
  const seconds = Math.ceil(retryAfterMs / 1_000);
  return seconds < 120
    ? `: it wants ${seconds} s of patience`
    : `: it wants ${Math.ceil(seconds / 60)} minutes of patience`;
}

/** An answer that does not come, or not to its end. */
export function unreachable(
  says: string,
  options: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {},
): AppError {
  const { cause, retryAfterMs } = options;
  return new AppError('HUB_UNREACHABLE', says, {
    cause,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** An answer that makes no sense, so that asking again does not help. */
export function nonsense(says: string): AppError {
  return new AppError('HUB_REFUSED', says);
}

/** A failure of the connection as an AppError; AppErrors come back as they are. */
export function toConnectionError(error: unknown, host: string): AppError {
  if (AppError.is(error)) return error;
  const code = codeOf(error);
  const why = code === undefined ? '' : ` (${code})`;
  return unreachable(
    `${host} can not be reached${why}: check the network, and HF_ENDPOINT. OFFLINE=true stays with the models that are here.`,
    { cause: error },
  );
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : undefined;
}
