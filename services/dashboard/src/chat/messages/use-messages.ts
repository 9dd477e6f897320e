import { toAppError, type AppError } from '@atelier/errors';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../app/client-context.js';
import { messagesKey } from '../../conversations/conversation-keys.js';
import { withNewest, withOlder, type LoadedMessages } from './message-pages.js';

export interface MessagesReading {
  readonly loaded: LoadedMessages | undefined;
  readonly failure: AppError | undefined;
  readonly askAgain: () => void;
  readonly older: {
    readonly isLoading: boolean;
    readonly failure: AppError | undefined;
    /** `limit` messages before those that are loaded. */
    readonly load: (limit?: number) => void;
  };
}

/** The stored messages of a conversation, the newest first; the others on demand. */
export function useMessages(id: string | undefined): MessagesReading {
  const client = useClient();
  const queries = useQueryClient();
  const key = messagesKey(id ?? 'none');
  const read = () => queries.getQueryData<LoadedMessages>(key);
  const newest = useQuery({
    queryKey: key,
    enabled: id !== undefined,
    // It compares by places, and those change with each older page.
    structuralSharing: false,
    // Another device may have gone on.
    staleTime: 30_000,
    refetchOnWindowFocus: true,
    queryFn: async ({ signal }) => {
      if (id === undefined) return { messages: [] };
      const page = await client.messages(id, {}, { signal });
      return withNewest(read(), page);
    },
  });
  const older = useMutation({
    mutationFn: async ({ before, limit }: { before: number; limit?: number | undefined }) => {
      if (id === undefined) return;
      const page = await client.messages(id, { before, limit });
      queries.setQueryData<LoadedMessages>(key, (loaded) =>
        // A newest page that came meanwhile may have begun anew.
        loaded?.nextBefore === before ? withOlder(loaded, page) : loaded,
      );
    },
  });
  return {
    loaded: newest.data,
    failure: newest.error ? toAppError(newest.error) : undefined,
    askAgain: () => void newest.refetch(),
    older: {
      isLoading: older.isPending,
      failure: older.error ? toAppError(older.error) : undefined,
      load: (limit) => {
        const before = read()?.nextBefore;
        if (before !== undefined && !older.isPending) older.mutate({ before, limit });
      },
    },
  };
}
