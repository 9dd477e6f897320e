import type {
  ConversationListView,
  ConversationPatch,
  ConversationView,
  SearchView,
} from '@atelier/contracts';
import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useClient } from '../app/client-context.js';
import { conversationKey, conversationsKey, messagesKey } from './conversation-keys.js';

/** A title comes soon after the first answer. */
const titleAwaitedMs = 4_000;
const titleAwaitedForMs = 60_000;
const searchPage = 20;

/** The conversations, the one that was written in last first. */
export function useConversations(
  tag: string | undefined,
): UseInfiniteQueryResult<InfiniteData<ConversationListView>> {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [...conversationsKey, 'list', tag],
    queryFn: ({ pageParam, signal }) =>
      client.conversations({ tag, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    staleTime: 30_000,
    refetchOnWindowFocus: true,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.conversations.some(awaitsTitle) === true ? titleAwaitedMs : false,
  });
}

function awaitsTitle({ title, updated_at }: ConversationView): boolean {
  return title === undefined && Date.now() - Date.parse(updated_at) < titleAwaitedForMs;
}

export function useConversation(id: string | undefined): UseQueryResult<ConversationView> {
  const client = useClient();
  return useQuery({
    queryKey: conversationKey(id ?? 'none'),
    enabled: id !== undefined,
    queryFn: ({ signal }) => client.conversation(id ?? '', { signal }),
    refetchInterval: ({ state }) =>
      state.data && awaitsTitle(state.data) ? titleAwaitedMs : false,
  });
}

/** Where words are found; nothing without words. */
export function useConversationSearch(
  words: string,
): UseInfiniteQueryResult<InfiniteData<SearchView>> {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [...conversationsKey, 'search', words],
    enabled: words !== '',
    queryFn: ({ pageParam, signal }) =>
      client.searchConversations(words, { cursor: pageParam, limit: searchPage }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    staleTime: 30_000,
    gcTime: 60_000,
  });
}

export function useChangeConversation(
  id: string,
): UseMutationResult<ConversationView, Error, ConversationPatch> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change) => client.changeConversation(id, change),
    onSuccess: (changed) => {
      queries.setQueryData(conversationKey(id), changed);
      void queries.invalidateQueries({ queryKey: conversationsKey });
    },
  });
}

export function useDeleteConversation(
  id: string,
): UseMutationResult<void, Error, 'keep' | 'delete'> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (pictures) => client.deleteConversation(id, { pictures }),
    onSuccess: () => {
      queries.removeQueries({ queryKey: conversationKey(id) });
      queries.removeQueries({ queryKey: messagesKey(id) });
      void queries.invalidateQueries({ queryKey: conversationsKey });
    },
  });
}
