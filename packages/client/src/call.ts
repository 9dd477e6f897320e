import {
  clientKeyPattern,
  endpoints,
  headers,
  isRawReply,
  type Endpoint,
  type EndpointBody,
  type EndpointInput,
  type EndpointName,
  type EndpointReply,
} from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { withDeadline, type Deadline } from './deadline.js';
import { toProblemError } from './problem.js';

/** The part of `fetch` that the client uses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where the server is and how it is reached. */
export interface Connection {
  /** Without a slash at its end; empty for the page's own server. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
}

/** One call's input; `params` and `body` as the endpoint table declares them. */
export interface CallInput<Name extends EndpointName> extends Deadline {
  readonly params: EndpointInput<Name>['params'];
  readonly body: EndpointBody<Name>;
  /** Of the query string; what is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly idempotencyKey?: string | undefined;
  /** How long the server is asked to wait for the end of the work, in seconds. */
  readonly waitSeconds?: number | undefined;
}

/** Calls one endpoint: its parsed JSON, the bytes of a raw reply, or undefined for no content. */
export async function callEndpoint<Name extends EndpointName>(
  connection: Connection,
  name: Name,
  input: CallInput<Name>,
): Promise<EndpointReply<Name>> {
  const endpoint: Endpoint = endpoints[name];
  const url = connection.baseUrl + fillPath(endpoint, input.params) + toSearch(input.query);
  const request: RequestInit = {
    method: endpoint.method.toUpperCase(),
    headers: {
      ...(input.body !== undefined && { 'content-type': 'application/json' }),
      ...(input.idempotencyKey !== undefined && {
        [headers.idempotencyKey]: checkedKey(input.idempotencyKey),
      }),
      ...(input.waitSeconds !== undefined && { prefer: `wait=${input.waitSeconds}` }),
    },
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
  };
  const reply = await withDeadline(input, async (signal) => {
    const response = await reached(connection, connection.fetch(url, { ...request, signal }));
    return readReply(connection, endpoint, response);
  });
  return reply as EndpointReply<Name>;
}

function fillPath(endpoint: Endpoint, params: unknown): string {
  if (!endpoint.params) return endpoint.path;
  const parsed = endpoint.params.safeParse(params);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => ({
      field: `/${issue.path.join('/')}`,
      problem: issue.message,
    }));
    throw new AppError('INVALID_INPUT', 'This is not an id that Atelier gives.', { fields });
  }
  return endpoint.path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(parsed.data[key])),
  );
}

function toSearch(query: CallInput<EndpointName>['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}

function checkedKey(key: string): string {
  if (clientKeyPattern.test(key)) return key;
  throw new AppError(
    'INVALID_INPUT',
    'An Idempotency-Key is 1 to 128 printable ASCII characters without spaces.',
  );
}

async function readReply(
  connection: Connection,
  endpoint: Endpoint,
  response: Response,
): Promise<unknown> {
  if (response.ok && isRawReply(endpoint.reply)) {
    return new Uint8Array(await reached(connection, response.arrayBuffer()));
  }
  const body = parseJson(await reached(connection, response.text()));
  if (!endpoint.reply || isRawReply(endpoint.reply)) {
    if (response.ok) return undefined;
    throw toProblemError(response, body);
  }
  const parsed = endpoint.reply.safeParse(body);
  // A server that is not well answers a health question with 503 and the facts.
  if (parsed.success && (response.ok || endpoint.tag === 'health')) return parsed.data;
  if (!response.ok) throw toProblemError(response, body);
  const requestId = response.headers.get(headers.requestId);
  throw new AppError(
    'INTERNAL',
    `The answer of ${endpoint.path} does not have the expected shape. Client and server may be of different versions.`,
    { cause: parsed.error, ...(requestId !== null && { requestId }) },
  );
}

async function reached<T>(connection: Connection, exchange: Promise<T>): Promise<T> {
  try {
    return await exchange;
  } catch (cause) {
    const place = connection.baseUrl === '' ? '' : ` at ${connection.baseUrl}`;
    throw new AppError(
      'SERVER_UNREACHABLE',
      `Atelier does not answer${place}. Check that it is running.`,
      { cause },
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
