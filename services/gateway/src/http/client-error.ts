import type { Server } from 'node:http';

/** Time limits and answers to malformed HTTP; for `serve({ configure })`. */
export function configureServer(_server: Server): void {
  // Follows.
}
