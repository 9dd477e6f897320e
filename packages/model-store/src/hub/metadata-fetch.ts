import { ask } from './ask.js';
import { nonsense, toConnectionError, unreachable, type HubQuestion } from './hub-error.js';
import type { HubConnection } from './hub-settings.js';
import { withRetries, type RetryNotice } from './retry.js';

export interface MetadataContext {
  readonly hub: HubConnection;
  readonly asked: HubQuestion;
  readonly onRetry: (notice: RetryNotice) => void;
  readonly signal: AbortSignal;
}

/**
 * The `fetch` that the hub's client library is given: it stays on the hub's own address, adds the
 * token itself, has deadlines, retries, and bounds on the size and number of answers.
 */
export function metadataFetch(context: MetadataContext): typeof fetch {
  const { hub, asked, onRetry, signal } = context;
  let pages = 0;
  return async (input) => {
    const url = new URL(input instanceof Request ? input.url : input);
    pages += 1;
    if (pages > hub.limits.maxPages) {
      throw nonsense(`The hub's listing of ${asked.repository} does not end.`);
    }
    return await withRetries(hub.limits, () => readPage(context, url), onRetry, signal);
  };
}

async function readPage({ hub, asked, signal }: MetadataContext, url: URL): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(unreachable(`${url.host} is too slow.`));
  }, hub.limits.pageMs);
  const either = AbortSignal.any([signal, late.signal]);
  try {
    const answer = await ask(
      hub,
      { url, asked, elsewhere: false, headers: { accept: 'application/json' } },
      either,
    );
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of answer.body as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > hub.limits.maxPageBytes) {
        throw nonsense(`The hub's answer about ${asked.repository} is too long.`);
      }
      pieces.push(piece);
    }
    const link = answer.header('link');
    return new Response(Buffer.concat(pieces), {
      headers: {
        'content-type': 'application/json',
        // A library that sees no other header can do nothing with it.
        ...(link !== undefined && { link }),
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    throw toConnectionError(late.signal.aborted ? late.signal.reason : error, url.host);
  } finally {
    clearTimeout(timer);
  }
}
