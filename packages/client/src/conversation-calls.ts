import type {
  ConversationListView,
  ConversationPatch,
  ConversationView,
  ExportFormat,
  MessageListView,
  SearchView,
} from '@atelier/contracts';
import { callEndpoint, type Connection } from './call.js';
import { given, type CallOptions } from './call-options.js';

/** Long conversations are long files. */
const exportTimeoutMs = 130_000;

/** Which conversations are listed; `cursor` is `next_cursor` of the page before. */
export interface ConversationPage {
  readonly user_id?: string | undefined;
  readonly tag?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** The part of the client that reads and changes conversations. */
export interface ConversationCalls {
  /** The conversations, the one that was written in last first. */
  conversations(page?: ConversationPage, options?: CallOptions): Promise<ConversationListView>;
  conversation(id: string, options?: CallOptions): Promise<ConversationView>;
  /** The newest messages, or those before a place: `next_before` of the page before. */
  messages(
    id: string,
    page?: { readonly limit?: number | undefined; readonly before?: number | undefined },
    options?: CallOptions,
  ): Promise<MessageListView>;
  changeConversation(
    id: string,
    change: ConversationPatch,
    options?: CallOptions,
  ): Promise<ConversationView>;
  /** Deletes it with its messages; its pictures stay unless told otherwise. */
  deleteConversation(
    id: string,
    options?: CallOptions & { readonly pictures?: 'keep' | 'delete' | undefined },
  ): Promise<void>;
  /** The bytes of a file with all of it. */
  exportConversation(
    id: string,
    format: ExportFormat,
    options?: CallOptions,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Where words are found in messages and in prompts of pictures. */
  searchConversations(
    words: string,
    page?: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
    options?: CallOptions,
  ): Promise<SearchView>;
}

export function conversationCalls(connection: Connection): ConversationCalls {
  const all = { params: undefined, body: undefined };
  const byId = (id: string) => ({ ...all, params: { id } });
  return {
    conversations: (page, options) =>
      callEndpoint(connection, 'listConversations', {
        ...all,
        query: { ...page },
        ...given(options),
      }),
    conversation: (id, options) =>
      callEndpoint(connection, 'getConversation', { ...byId(id), ...given(options) }),
    messages: (id, page, options) =>
      callEndpoint(connection, 'listMessages', {
        ...byId(id),
        query: { ...page },
        ...given(options),
      }),
    changeConversation: (id, body, options) =>
      callEndpoint(connection, 'changeConversation', { ...byId(id), body, ...given(options) }),
    deleteConversation: async (id, { pictures, ...options } = {}) => {
      const input = { ...byId(id), query: { pictures }, ...given(options) };
      await callEndpoint(connection, 'deleteConversation', input);
    },
    exportConversation: async (id, format, options) => {
      const input = { ...byId(id), query: { format }, ...given(options, exportTimeoutMs) };
      const bytes = await callEndpoint(connection, 'exportConversation', input);
      return bytes as Uint8Array<ArrayBuffer>;
    },
    searchConversations: (q, page, options) =>
      callEndpoint(connection, 'searchConversations', {
        ...all,
        query: { q, ...page },
        ...given(options),
      }),
  };
}
