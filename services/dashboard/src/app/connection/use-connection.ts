import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { askHealth, healthKey, useHealth } from '../queries.js';
import { isLost } from './connection.js';

/** Whether the server can be reached at this moment. */
export function useConnection(): 'here' | 'lost' {
  return isLost(useHealth().error) ? 'lost' : 'here';
}

/** Watches the connection, and asks for everything on the page again when it comes back. */
export function useConnectionWatch(): 'here' | 'lost' {
  const queries = useQueryClient();
  const connection = useConnection();
  const before = useRef(connection);

  useEffect(() => {
    // The server may run on this very machine: the browser's word alone decides nothing.
    const ask = () => {
      askHealth(queries);
    };
    window.addEventListener('online', ask);
    window.addEventListener('offline', ask);
    return () => {
      window.removeEventListener('online', ask);
      window.removeEventListener('offline', ask);
    };
  }, [queries]);

  useEffect(() => {
    const wasLost = before.current === 'lost';
    before.current = connection;
    if (!wasLost || connection === 'lost') return;
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== healthKey[0] });
  }, [connection, queries]);

  return connection;
}
