import type { Database } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { Handlers } from '../http/handlers.js';
import { parseListCursor, toListCursor } from './cursor.js';
import { deletePictures, type DeletePicturesOptions } from './delete-pictures.js';
import { exportHandler } from './export/export.handler.js';
import { searchHandler } from './search.handler.js';
import { toConversationView } from './to-conversation-view.js';
import { toMessageView } from './to-message-view.js';

export interface ConversationHandlerOptions extends DeletePicturesOptions {
  readonly database: Pick<Database, 'conversations' | 'transcripts' | 'search' | 'imageJobs'>;
}

type ConversationHandlers = Pick<
  Handlers,
  | 'listConversations'
  | 'searchConversations'
  | 'getConversation'
  | 'changeConversation'
  | 'deleteConversation'
  | 'listMessages'
  | 'exportConversation'
>;

/** Conversations and their messages, as their owner sees them. */
export function conversationHandlers(options: ConversationHandlerOptions): ConversationHandlers {
  const { conversations, transcripts } = options.database;

  const find = async (ownerId: string, id: string) => {
    const conversation = await conversations.find(ownerId, id);
    if (!conversation) throw notFound();
    return conversation;
  };

  return {
    async listConversations({ principal, query }) {
      const { user_id: userLabel, tag, limit, cursor } = query;
      const found = await conversations.list(principal.ownerId, {
        userLabel,
        tag,
        // One more tells whether another page follows.
        limit: limit + 1,
        after: cursor === undefined ? undefined : parseListCursor(cursor),
      });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      const json = {
        conversations: page.map(toConversationView),
        ...(last && { next_cursor: toListCursor(last) }),
      };
      return { json };
    },

    searchConversations: searchHandler(options.database.search),

    async getConversation({ principal, params }) {
      return { json: toConversationView(await find(principal.ownerId, params.id)) };
    },

    async changeConversation({ principal, params, body }) {
      const { title, tags } = body;
      const changed = await conversations.change(principal.ownerId, params.id, {
        title,
        tags: tags && [...new Set(tags)],
      });
      if (!changed) throw notFound();
      return { json: toConversationView(changed) };
    },

    async deleteConversation({ principal, params, query, log }) {
      if (query.pictures === 'keep') {
        if (!(await conversations.delete(principal.ownerId, params.id))) throw notFound();
        return undefined;
      }
      const jobs = await conversations.deleteWithPictures(principal.ownerId, params.id);
      if (!jobs) throw notFound();
      await deletePictures(options, jobs, log.child({ conversationId: params.id }));
      return undefined;
    },

    async listMessages({ principal, params, query }) {
      const { limit, before } = query;
      const { id } = await find(principal.ownerId, params.id);
      const found = await transcripts.newest(principal.ownerId, id, { limit: limit + 1, before });
      const page = found.slice(-limit);
      const first = found.length > limit ? page[0] : undefined;
      const json = { messages: page.map(toMessageView), ...(first && { next_before: first.seq }) };
      return { json };
    },

    exportConversation: exportHandler({ ...options.database, find }),
  };
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such conversation.');
}
