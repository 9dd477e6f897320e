import type { Handlers } from '../http/handlers.js';
import type { ChatService } from './chat.service.js';

/** `POST /chat`. */
export function chatHandlers(service: ChatService): Pick<Handlers, 'chat'> {
  return {
    async chat({ principal, body, requestId, log, idempotency }) {
      const json = await service.takeTurn({
        ownerId: principal.ownerId,
        body,
        requestId,
        log,
        remember: async (stores, reply) => {
          if (!idempotency) return;
          await stores.idempotency.complete({ ...idempotency, statusCode: 200, body: reply });
        },
      });
      return { json };
    },
  };
}
