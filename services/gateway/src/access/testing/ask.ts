import { setTimeout as sleep } from 'node:timers/promises';
import { endpoints, type Endpoint, type EndpointName } from '@atelier/contracts';
import type { Input } from './matrix-inputs.js';

/** What an endpoint answered. */
export interface Heard {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** How long an endless stream is listened to. What comes later is not looked at. */
const listenMs = 300;

export interface Question {
  readonly input?: Input;
  readonly key?: string | undefined;
  /** Asks for events, where an endpoint has them. */
  readonly events?: boolean;
}

/** Asks an endpoint with this key, or without one. */
export async function askEndpoint(
  url: string,
  name: EndpointName,
  { input = {}, key, events }: Question,
): Promise<Heard> {
  const endpoint: Endpoint = endpoints[name];
  const path = endpoint.path.replace('{id}', encodeURIComponent(input.id ?? ''));
  const query = input.query ? `?${new URLSearchParams(input.query).toString()}` : '';
  const response = await fetch(url + path + query, {
    method: endpoint.method.toUpperCase(),
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(events && { accept: 'text/event-stream' }),
      ...(input.body && { 'content-type': 'application/json' }),
      ...input.headers,
    },
    ...(input.body && { body: JSON.stringify(input.body) }),
  });
  const { status, headers } = response;
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true;
  return { status, headers, text: isStream ? await firstWords(response) : await response.text() };
}

async function firstWords(response: Response): Promise<string> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  const first = await Promise.race([reader?.read(), sleep(listenMs)]);
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}
