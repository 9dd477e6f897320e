import { request } from 'undici';
import {
  nonsense,
  toConnectionError,
  toStatusError,
  unreachable,
  type HubQuestion,
} from './hub-error.js';
import type { HubConnection } from './hub-settings.js';
import { parseRetryAfter } from './retry.js';

/** The headers of one step on the way to the answer. */
export interface Step {
  readonly url: URL;
  header(name: string): string | undefined;
}

/** An answer whose status is 2xx. Its body has to be read or destroyed. */
export interface HubAnswer extends Step {
  readonly status: number;
  readonly body: Awaited<ReturnType<typeof request>>['body'];
}

export interface AskOptions {
  readonly url: URL;
  readonly asked: HubQuestion;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the hub may send us to another host. */
  readonly elsewhere: boolean;
  /** Sees every step, also redirects. May throw. */
  readonly onStep?: (step: Step) => void;
}

const maxRedirects = 5;

/**
 * One GET, redirects included. The token goes to the hub's own address and nowhere else, and never
 * over an unencrypted connection to another machine.
 *
 * @throws AppError `HUB_UNREACHABLE`, `HUB_REFUSED`; the signal's reason.
 */
export async function ask(
  hub: HubConnection,
  options: AskOptions,
  signal: AbortSignal,
): Promise<HubAnswer> {
  let { url } = options;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const atHub = url.origin === hub.endpoint.origin;
    if (!atHub && !options.elsewhere) throw nonsense(`${hub.endpoint.host} points to ${url.host}.`);
    const answer = await send(hub, url, { ...options.headers, ...tokenFor(hub, url) }, signal);
    options.onStep?.(answer);
    const { status } = answer;
    if (status >= 200 && status < 300) return answer;
    answer.body.destroy();
    if (![301, 302, 303, 307, 308].includes(status)) {
      const refusal = {
        status,
        errorCode: answer.header('x-error-code'),
        retryAfterMs: parseRetryAfter(answer.header('retry-after')),
      };
      if (atHub || status === 429) throw toStatusError(options.asked, refusal);
      // Addresses of file servers are signed and run out: the hub gives a new one.
      throw unreachable(`The hub's file server ${url.host} answers ${status}.`, refusal);
    }
    url = nextAddress(hub, url, answer.header('location'));
  }
  throw nonsense(`${hub.endpoint.host} redirects in a circle.`);
}

async function send(
  hub: HubConnection,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HubAnswer> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(unreachable(`${url.host} does not answer.`));
  }, hub.limits.answerMs);
  try {
    const response = await request(url, {
      dispatcher: hub.dispatcher,
      // Compression would change the bytes that ranges count.
      headers: { 'accept-encoding': 'identity', 'user-agent': 'atelier', ...headers },
      signal: AbortSignal.any([signal, late.signal]),
    });
    // Destroying a body that nobody has read reports an error that nobody waits for.
    response.body.on('error', () => undefined);
    return {
      url,
      status: response.statusCode,
      body: response.body,
      header: (name) => {
        const value = response.headers[name];
        return Array.isArray(value) ? value[0] : value;
      },
    };
  } catch (error) {
    signal.throwIfAborted();
    throw toConnectionError(late.signal.aborted ? late.signal.reason : error, url.host);
  } finally {
    clearTimeout(timer);
  }
}

function tokenFor(hub: HubConnection, url: URL): Record<string, string> {
  if (hub.token === undefined || url.origin !== hub.endpoint.origin) return {};
  return { authorization: `Bearer ${hub.token}` };
}

function nextAddress(hub: HubConnection, from: URL, location: string | undefined): URL {
  if (location !== undefined && URL.canParse(location, from.href)) {
    const url = new URL(location, from.href);
    const safe = url.protocol === 'https:' || url.protocol === hub.endpoint.protocol;
    if (safe && url.username === '' && url.password === '') return url;
  }
  throw nonsense(`${hub.endpoint.host} redirects to an address that is not accepted.`);
}
