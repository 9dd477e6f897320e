import type { SearchStore } from '@atelier/database';
import type { Handlers } from '../http/handlers.js';
import { parseSearchCursor, toSearchCursor } from './cursor.js';
import { toSearchHitView } from './to-search-hit-view.js';

/** `GET /api/v1/conversations/search`. */
export function searchHandler(search: SearchStore): Handlers['searchConversations'] {
  return async ({ principal, query }) => {
    const { q: words, limit, cursor } = query;
    const found = await search.find(principal.ownerId, {
      words,
      // One more tells whether another page follows.
      limit: limit + 1,
      after: cursor === undefined ? undefined : parseSearchCursor(cursor),
    });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    const json = {
      hits: page.map(toSearchHitView),
      ...(last && { next_cursor: toSearchCursor(last) }),
    };
    return { json };
  };
}
