import type { HealthView } from '@atelier/contracts';
import { QueryCache, QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useClient } from './client-context.js';
import { nextHealthMs } from './connection/connection.js';

export const healthKey = ['health'];

const healthTimeoutMs = 8_000;

/** The cache of what the server said. Each query decides for itself when it asks again. */
export function createQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (_, { queryKey }) => {
        if (queryKey[0] !== healthKey[0]) askHealth(queries);
      },
    }),
    defaultOptions: {
      queries: {
        retry: false,
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The server may run on this very machine: being offline says nothing about it.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return queries;
}

/** A call failed: the health line should not wait for its next turn to tell why. */
export function askHealth(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: healthKey });
}

/** How the server is; asked again by itself. */
export function useHealth(): UseQueryResult<HealthView> {
  const client = useClient();
  return useQuery({
    queryKey: healthKey,
    queryFn: ({ signal }) => client.health({ signal, timeoutMs: healthTimeoutMs }),
    refetchInterval: ({ state }) => nextHealthMs(state.error, state.data?.status === 'ok'),
  });
}
