import { z } from 'zod';
import { ChatReply, ChatTurnRequest } from './chat.js';
import type { Endpoint } from './endpoint.js';

const byId = z.strictObject({ id: z.uuid() });

const chatEventStream = {
  contentType: 'text/event-stream',
  description: 'Server-sent events with a ChatEvent each; `id` goes into Last-Event-ID.',
} as const;

/** The addresses of turns. */
export const chatEndpoints = {
  takeTurn: {
    method: 'post',
    path: '/api/v1/chat',
    summary: 'Say something; the answer as a whole, or as events while it is written.',
    tag: 'chat',
    body: ChatTurnRequest,
    reply: ChatReply,
    events: chatEventStream,
    status: 200,
    idempotent: true,
    errors: [404, 409, 422, 503],
  },
  turnEvents: {
    method: 'get',
    path: '/api/v1/chat/{id}/events',
    summary: 'The events of a turn by the id of its message, from Last-Event-ID on.',
    tag: 'chat',
    params: byId,
    reply: chatEventStream,
    status: 200,
    errors: [404, 503],
  },
  cancelTurn: {
    method: 'delete',
    path: '/api/v1/chat/{id}',
    summary: 'End a running turn. What was written so far is kept.',
    tag: 'chat',
    params: byId,
    status: 204,
    errors: [404, 503],
  },
} as const satisfies Record<string, Endpoint>;
