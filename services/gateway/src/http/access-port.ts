import type { IncomingMessage } from 'node:http';
import type { ApiKeyScope } from '@atelier/contracts';
import type { Principal } from './handlers.js';

/** Sets a header of the answer, whatever the answer will be. */
export type SetHeader = (name: string, value: string) => void;

/** Decides who may come in, and how often. */
export interface AccessPort {
  /**
   * Lets somebody in to what needs this scope.
   *
   * @throws AppError `UNAUTHENTICATED`, `FORBIDDEN`, `RATE_LIMITED`, `DATABASE_UNAVAILABLE`
   */
  enter(request: IncomingMessage, scope: ApiKeyScope, setHeader: SetHeader): Promise<Principal>;
  /**
   * Counts a request that anybody may send.
   *
   * @throws AppError `RATE_LIMITED`
   */
  pass(request: IncomingMessage, setHeader: SetHeader): Promise<void>;
}
