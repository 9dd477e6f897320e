import type { IncomingMessage } from 'node:http';

/** How long a body that nobody wants may take to arrive, in milliseconds. */
const waitMs = 2_000;

/**
 * Reads a body away, or gives up on a slow one. An answer sent before may never be seen: a
 * connection that closes with input unread is reset by the system, answer and all.
 */
export function discardBody(request: IncomingMessage): Promise<void> {
  const { headers } = request;
  const announced =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!announced || request.readableEnded || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    request.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    request.resume();
  });
}
