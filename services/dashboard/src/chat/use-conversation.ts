import { toAppError } from '@atelier/errors';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer } from 'react';
import { useClient } from '../app/client-context.js';
import { askHealth } from '../app/queries.js';
import { loadSession, saveSession } from '../app/session.js';
import {
  conversationReducer,
  isWaiting,
  turnAgain,
  type Conversation,
  type Turn,
} from './conversation.js';

const userId = 'me';
const storage = () => window.sessionStorage;

export interface ConversationControls extends Conversation {
  readonly waiting: boolean;
  readonly send: (message: string) => void;
  readonly retry: (turn: Turn) => void;
}

/** The conversation of this tab. One message is under way at a time. */
export function useConversation(): ConversationControls {
  const client = useClient();
  const queries = useQueryClient();
  const [conversation, dispatch] = useReducer(conversationReducer, undefined, () => ({
    ...loadSession(storage),
    turns: [],
  }));
  const { conversationId, jobIds } = conversation;
  const waiting = isWaiting(conversation);

  useEffect(() => {
    saveSession(storage, { conversationId, jobIds });
  }, [conversationId, jobIds]);

  const ask = async ({ key, request }: Turn) => {
    try {
      const reply = await client.chat(request, { idempotencyKey: key });
      dispatch({ type: 'answered', key, reply });
    } catch (error) {
      dispatch({ type: 'failed', key, error: toAppError(error) });
      askHealth(queries);
    }
  };

  return {
    ...conversation,
    waiting,
    send: (message) => {
      if (waiting) return;
      const turn: Turn = {
        key: newKey(),
        request: {
          user_id: userId,
          message,
          ...(conversationId !== undefined && { conversation_id: conversationId }),
        },
        state: { kind: 'waiting' },
      };
      dispatch({ type: 'sent', turn });
      void ask(turn);
    },
    retry: (failed) => {
      if (waiting) return;
      const turn = turnAgain(failed, newKey);
      dispatch({ type: 'retried', key: failed.key, turn });
      void ask(turn);
    },
  };
}

/** 128 random bits. `crypto.randomUUID` is missing on pages served over plain HTTP in a network. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
