import type { Client } from '@atelier/client';
import { createContext, use } from 'react';

/** Carries the API client from the entry to whoever calls it. */
export const ClientContext = createContext<Client | undefined>(undefined);

/** The client of the page. */
export function useClient(): Client {
  const client = use(ClientContext);
  if (!client) throw new Error('no ClientContext above this component');
  return client;
}
