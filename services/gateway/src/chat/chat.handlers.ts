import type { ChatTurnRequest } from '@atelier/contracts';
import type { Handlers, IdempotencyClaim } from '../http/handlers.js';
import type { ChatService, Incoming } from './chat.service.js';
import { parseEventId } from './turn/turn-stream.js';

/** `POST /chat`, and `/api/v1/chat` with what is below it. */
export function chatHandlers(
  service: ChatService,
): Pick<Handlers, 'chat' | 'takeTurn' | 'turnEvents' | 'cancelTurn'> {
  const whole = async (incoming: Incoming, idempotency: IdempotencyClaim | undefined) => {
    const json = await service.takeTurn(incoming, async (stores, reply) => {
      if (!idempotency) return;
      await stores.idempotency.complete({ ...idempotency, statusCode: 200, body: reply });
    });
    return { json };
  };
  const stream = (place: { ownerId: string; id: string; after: number }, signal: AbortSignal) => ({
    contentType: 'text/event-stream',
    body: () => service.events(place, signal),
  });
  return {
    chat: ({ principal: { ownerId }, body, requestId, traceparent, log, idempotency }) =>
      whole({ ownerId, body, requestId, traceparent, log }, idempotency),
    async takeTurn({ principal, body, requestId, traceparent, log, signal, idempotency, ...call }) {
      const { ownerId } = principal;
      const incoming: Incoming & { body: ChatTurnRequest } = {
        ...{ ownerId, body, requestId, traceparent, log },
      };
      if (!call.wantsEvents) return await whole(incoming, idempotency);
      const id = await service.acceptTurn(incoming, idempotency?.key);
      return stream({ ownerId, id, after: parseEventId(call.lastEventId) }, signal);
    },
    async turnEvents({ principal: { ownerId }, params: { id }, lastEventId, signal }) {
      return await Promise.resolve(
        stream({ ownerId, id, after: parseEventId(lastEventId) }, signal),
      );
    },
    async cancelTurn({ principal: { ownerId }, params: { id } }) {
      await service.cancelTurn(ownerId, id);
      return undefined;
    },
  };
}
