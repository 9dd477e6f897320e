import type { IncomingMessage } from 'node:http';
import { AppError } from '@atelier/errors';
import type { AccessPort } from '../http/access-port.js';
import { readApiKey } from './read-api-key.js';
import type { RequestLimits } from './request-limits.js';

/** Somebody who is known, and what he may use. */
export interface Identity {
  readonly ownerId: string;
  readonly scopes: readonly string[];
}

export interface AccessOptions {
  /** Whose key this is; undefined for nobody's. */
  readonly identify: (key: string | undefined) => Promise<Identity | undefined>;
  readonly limits: Pick<RequestLimits, 'count'>;
  readonly addressOf: (request: IncomingMessage) => string;
}

/** Lets those in who are known, and nobody too often: users count by themselves, others by address. */
export function createAccess({ identify, limits, addressOf }: AccessOptions): AccessPort {
  return {
    async enter(request, scope, setHeader) {
      const key = readApiKey(request.headers);
      // What one key may see, a browser must not show to another from its cache.
      setHeader('Vary', 'Authorization, X-Api-Key');
      const identity = await identify(key);
      if (!identity) {
        await limits.count('address', addressOf(request), setHeader);
        setHeader('WWW-Authenticate', toChallenge(key === undefined ? {} : invalidKey));
        throw new AppError('UNAUTHENTICATED', key === undefined ? noKeySays : invalidKeySays);
      }
      const { ownerId, scopes } = identity;
      await limits.count('user', ownerId, setHeader);
      if (scopes.includes(scope)) return { ownerId };
      setHeader('WWW-Authenticate', toChallenge({ error: 'insufficient_scope', scope }));
      const says = `This API key lacks the scope "${scope}". Use one that has it.`;
      throw new AppError('FORBIDDEN', says);
    },
    pass: (request, setHeader) => limits.count('address', addressOf(request), setHeader),
  };
}

const noKeySays =
  'Send an API key as "Authorization: Bearer atl_...". Who runs this server makes it with npm run keys.';
const invalidKeySays = 'This API key is unknown or was revoked. Use another one.';
const invalidKey = { error: 'invalid_token' };

/** RFC 6750, 3. */
function toChallenge(parameters: Readonly<Record<string, string>>): string {
  const all = Object.entries({ realm: 'atelier', ...parameters });
  return `Bearer ${all.map(([name, value]) => `${name}="${value}"`).join(', ')}`;
}
