import type { IncomingMessage } from 'node:http';
import express, { type Express } from 'express';
import type { Logger } from '@atelier/logging';
import type { Handlers, Principal } from './handlers.js';
import type { IdempotencyPort } from './idempotency-port.js';

export interface AppOptions {
  readonly handlers: Handlers;
  /** Who asks; left out, everybody is the one local owner. */
  readonly principalOf?: (request: IncomingMessage) => Promise<Principal>;
  readonly idempotency: IdempotencyPort;
  readonly log: Logger;
  readonly version: string;
  /**
   * Names, without a port, that a Host header may carry besides those of this machine, for instance
   * a container's name. Everything else is refused, which is what stops DNS rebinding.
   */
  readonly allowedHosts?: readonly string[];
  /** Folder of the built dashboard. */
  readonly dashboardDir?: string;
}

/** The gateway's HTTP application. It listens nowhere and starts no work. */
export function createApp(_options: AppOptions): Express {
  return express();
}
