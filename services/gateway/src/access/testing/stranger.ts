import { endpoints, scopeOf, type Endpoint, type EndpointName } from '@atelier/contracts';
import { askEndpoint, type Heard } from './ask.js';
import { cases, type Input, type Owned } from './matrix-inputs.js';

export interface Stranger {
  readonly url: string;
  readonly key: string;
  /** What belongs to somebody else, and ids of the same kinds that are nobody's. */
  readonly owned: Owned;
  readonly missing: Owned;
  /** Words and ids that only the owner may read. */
  readonly secrets: readonly string[];
}

/** What a stranger learns from an endpoint about somebody else's things: nothing, or in words what. */
export async function findLeaks(name: EndpointName, stranger: Stranger): Promise<string[]> {
  const endpoint: Endpoint = endpoints[name];
  const leaks = await findLeaksIn(name, stranger, { events: false });
  if (!endpoint.events) return leaks;
  return [...leaks, ...(await findLeaksIn(name, stranger, { events: true }))];
}

async function findLeaksIn(
  name: EndpointName,
  { url, key, owned, missing, secrets }: Stranger,
  { events }: { readonly events: boolean },
): Promise<string[]> {
  const toInput = cases[name].input ?? noInput;
  const [input, missingInput] = [toInput(owned), toInput(missing)];
  const heard = await askEndpoint(url, name, { input, key, events });
  const leaks: string[] = [];
  if (heard.status >= 500 && name !== 'ready') leaks.push(`${name} failed with ${heard.status}`);
  const sent = JSON.stringify(input);
  for (const secret of secrets) {
    if (!sent.includes(secret) && heard.text.includes(secret)) leaks.push(`${name}: ${secret}`);
  }
  if (scopeOf(endpoints[name]) === undefined || sent === JSON.stringify(missingInput)) return leaks;
  const ids = new Set([owned, missing].flatMap((one) => Object.values({ ...one })));
  const nothing = await askEndpoint(url, name, { input: missingInput, key, events });
  if (plain(heard, ids) !== plain(nothing, ids)) {
    leaks.push(`${name} answers otherwise than for what is not there: ${plain(heard, ids)}`);
  }
  const isList = input.id === undefined && input.body === undefined;
  const mayAnswer = isList || cases[name].filters === true;
  if (!mayAnswer && heard.status !== 404) leaks.push(`${name} answers with ${heard.status}`);
  return leaks;
}

const noInput = (): Input => ({});
const told = ['content-type', 'etag', 'cache-control', 'content-disposition', 'retry-after'];

/** An answer without what differs from one request to the next. */
function plain({ status, headers, text }: Heard, names: ReadonlySet<string>): string {
  const fields = told.map((name) => `${name}: ${headers.get(name) ?? ''}`);
  let body = text.replace(/"request_id":"[^"]*"/, '');
  for (const name of names) body = body.replaceAll(name, 'ID');
  return [status, ...fields, body].join('\n');
}
