import type { LookupFunction } from 'node:net';
import { Agent, request, type Dispatcher } from 'undici';
import { hostOf, parseWebhookUrl } from './check-webhook-url.js';
import { resolveChecked, type AddressRules } from './resolve-checked.js';

export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Sends to addresses that strangers chose. */
export interface WebhookPoster {
  /**
   * The status that the receiver answers with; nothing else of the answer is read, and no redirect
   * is followed. The connection goes to the very addresses that were checked.
   *
   * @throws AppError `INVALID_INPUT` for an address that may not be told anything; Error when there
   *   is no answer in ten seconds.
   */
  post(message: WebhookPost): Promise<number>;
  close(): Promise<void>;
}

const maxHeaderBytes = 16_384;

export function createWebhookPoster(rules: AddressRules, timeoutMs = 10_000): WebhookPoster {
  const agent = new Agent({
    maxHeaderSize: maxHeaderBytes,
    connect: { timeout: timeoutMs, lookup: checkedLookup(rules) },
  });
  return {
    async post({ url, headers, body, signal }) {
      const parsed = parseWebhookUrl(url);
      // A host that is an address is connected to without being looked up.
      await resolveChecked(hostOf(parsed), rules);
      const { statusCode, body: answer } = await request(parsed, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'Atelier', ...headers },
        body,
        // A connection that is kept would outlive what was checked.
        reset: true,
        headersTimeout: timeoutMs,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      drop(answer);
      return statusCode;
    },
    close: () => agent.destroy(),
  };
}

/** Nothing of it is wanted, and it may be endless. */
function drop(answer: Dispatcher.ResponseData['body']): void {
  answer.on('error', () => undefined);
  answer.destroy();
}

/** Looks a host up at the moment of connecting, and gives only addresses that were checked. */
function checkedLookup(rules: AddressRules): LookupFunction {
  return (host, { all }, done) => {
    resolveChecked(host, rules).then(
      (addresses) => {
        const [first] = addresses;
        if (all === true) done(null, [...addresses]);
        else done(null, first?.address ?? '', first?.family);
      },
      (error: unknown) => {
        done(error as Error, '');
      },
    );
  };
}
