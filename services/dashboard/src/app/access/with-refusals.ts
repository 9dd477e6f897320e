import type { Fetch } from '@atelier/client';
import type { Access } from './access.js';

/** The same fetch that tells when the server wants a key, or another one. */
export function withRefusals(access: Access, fetch: Fetch): Fetch {
  return async (url, init) => {
    const { key } = access.state();
    const response = await fetch(url, init);
    if (response.status === 401) access.refused(key);
    return response;
  };
}
