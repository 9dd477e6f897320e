import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useClient } from '../../app/client-context.js';
import { askHealth } from '../../app/queries.js';
import { localStore, sessionStore, turnRecordsName } from '../../app/storage.js';
import { conversationsKey, messagesKey } from '../../conversations/conversation-keys.js';
import type { LiveTurn } from './live-turn.js';
import { newKey } from './new-key.js';
import { createTurnRecords } from './turn-records.js';
import { createTurns, type Turns } from './turns.js';

/** The turns of this page while it is shown; they are taken up again when it comes back. */
export function useTurns(): Turns {
  const client = useClient();
  const queries = useQueryClient();
  const [turns] = useState(() =>
    createTurns({
      client,
      records: createTurnRecords({ session: sessionStore, local: localStore }),
      newKey,
      now: () => Date.now(),
      gather: (tell) => {
        // A page in the background draws no frames.
        if (document.hidden) setTimeout(tell, 100);
        else requestAnimationFrame(tell);
      },
      ended: ({ conversationId, state }) => {
        void queries.invalidateQueries({ queryKey: conversationsKey });
        if (conversationId !== undefined) {
          void queries.invalidateQueries({ queryKey: messagesKey(conversationId) });
        }
        if (state === 'failed') askHealth(queries);
      },
    }),
  );
  useEffect(() => {
    const onStorage = ({ key }: StorageEvent) => {
      if (key === turnRecordsName) turns.resume();
    };
    turns.resume();
    window.addEventListener('storage', onStorage);
    return () => {
      window.removeEventListener('storage', onStorage);
      turns.leave();
    };
  }, [turns]);
  return turns;
}

/** The turns of a conversation, as they change. */
export function useTurnsOf(turns: Turns, conversationId: string | undefined): readonly LiveTurn[] {
  return useSyncExternalStore(turns.subscribe, () => turns.of(conversationId));
}
