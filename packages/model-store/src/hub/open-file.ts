import { AppError } from '@atelier/errors';
import { showPath } from '../names/model-path.js';
import { ask, type HubAnswer, type Step } from './ask.js';
import { nonsense, toConnectionError, unreachable, type HubQuestion } from './hub-error.js';
import type { HubConnection } from './hub-settings.js';
import type { HubFile } from './repository.js';

export interface FileRequest {
  readonly repository: string;
  readonly commit: string;
  readonly file: HubFile;
  /** First byte wanted. */
  readonly offset: number;
}

/** Bytes of a file on their way. */
export interface OpenFile {
  /** Where they begin: at the byte asked for, or at 0 when the hub knows no ranges. */
  readonly offset: number;
  /** Ends early when the connection breaks in good order; the reader counts. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Asks for a file from `offset` on. Of its hashes those that the hub's headers show are compared
 * before a byte is read.
 *
 * @throws AppError `HUB_UNREACHABLE` also while reading, when the bytes come too slowly or break off;
 * `HUB_REFUSED`, `MODEL_REJECTED`; the signal's reason.
 */
export async function openFile(
  hub: HubConnection,
  { repository, commit, file, offset }: FileRequest,
  signal: AbortSignal,
): Promise<OpenFile> {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const url = new URL(`${hub.base}/${repository}/resolve/${commit}/${path}`);
  const asked: HubQuestion = {
    base: hub.base,
    hasToken: hub.token !== undefined,
    repository,
    revision: commit,
    path: file.path,
  };
  const stalled = new AbortController();
  const answer = await ask(
    hub,
    {
      url,
      asked,
      elsewhere: true,
      headers: { range: `bytes=${offset}-` },
      onStep: (step) => {
        checkStep(step, file, commit);
      },
    },
    AbortSignal.any([signal, stalled.signal]),
  );
  try {
    const begins = beginOf(answer, offset, file);
    return { offset: begins, chunks: watch(hub, answer, stalled, signal) };
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
}

/** What the hub says in passing has to fit its own listing. */
function checkStep(step: Step, file: HubFile, commit: string): void {
  const otherCommit = step.header('x-repo-commit');
  if (otherCommit !== undefined && otherCommit !== commit) {
    throw rejected(file, `comes from commit ${showPath(otherCommit)} instead of ${commit}`);
  }
  const bytes = step.header('x-linked-size');
  if (bytes !== undefined && Number(bytes) !== file.bytes) {
    throw rejected(file, `has ${showPath(bytes)} bytes instead of ${file.bytes}`);
  }
  const etag = step.header('x-linked-etag')?.replace(/^(?:W\/)?"?|"$/g, '');
  const sha256 = etag !== undefined && /^[0-9a-f]{64}$/.test(etag) ? etag : undefined;
  if (sha256 !== undefined && file.sha256 !== undefined && sha256 !== file.sha256) {
    throw rejected(file, 'has another hash than the listing says');
  }
}

function beginOf(answer: HubAnswer, offset: number, file: HubFile): number {
  const coding = answer.header('content-encoding');
  if (coding !== undefined && coding !== 'identity') {
    throw nonsense(`${answer.url.host} sends ${showPath(file.path)} compressed.`);
  }
  if (answer.status !== 206) return 0;
  const range = /^bytes (\d{1,16})-\d{1,16}\/(\d{1,16}|\*)$/.exec(
    answer.header('content-range') ?? '',
  );
  const [, from, total] = range ?? [];
  if (from === undefined || Number(from) !== offset) {
    throw nonsense(`${answer.url.host} sends another part of ${showPath(file.path)} than asked.`);
  }
  if (total !== undefined && total !== '*' && Number(total) !== file.bytes) {
    throw rejected(file, `has ${total} bytes instead of ${file.bytes}`);
  }
  return offset;
}

/** The body, given up when it comes more slowly than a hub that works. */
async function* watch(
  { limits }: HubConnection,
  answer: HubAnswer,
  stalled: AbortController,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const { host } = answer.url;
  const least = (limits.minBytesPerSecond * limits.stallMs) / 1_000;
  let span = 0;
  const timer = setInterval(() => {
    if (span < least) stalled.abort(unreachable(`${host} sends almost nothing any more.`));
    span = 0;
  }, limits.stallMs);
  try {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      span += chunk.length;
      yield chunk;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (stalled.signal.aborted) throw stalled.signal.reason;
    throw toConnectionError(error, host);
  } finally {
    clearInterval(timer);
    answer.body.destroy();
  }
}

function rejected(file: HubFile, why: string): AppError {
  return new AppError('MODEL_REJECTED', `${showPath(file.path)} ${why}.`);
}
