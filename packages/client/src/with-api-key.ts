import type { Fetch } from './call.js';

/** A key, or whatever the key is at the time of a call; undefined for a server that asks none. */
export type ApiKey = string | (() => string | undefined);

/** The same fetch that shows the key to the server, if there is one. */
export function withApiKey(fetch: Fetch, apiKey: ApiKey | undefined): Fetch {
  if (apiKey === undefined) return fetch;
  return (url, init) => {
    const key = typeof apiKey === 'string' ? apiKey : apiKey();
    if (key === undefined) return fetch(url, init);
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${key}`);
    return fetch(url, { ...init, headers });
  };
}
