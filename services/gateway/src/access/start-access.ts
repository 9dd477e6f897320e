import type { Database } from '@atelier/database';
import type { Logger } from '@atelier/logging';
import { v7 as uuidv7 } from 'uuid';
import type { GatewayConfig } from '../config.js';
import type { AccessPort } from '../http/access-port.js';
import { createAccess } from './access.js';
import { createClientAddress } from './client-address.js';
import { identifyAs, identifyByKey } from './identify.js';
import { createRequestLimits, type LimitName } from './request-limits.js';

/** The name of the one person of `AUTH_MODE=none`. */
const localUser = 'local';
const windowS = 60;
/** Requests a minute where nobody says. One person alone is not limited. */
const defaults: Record<GatewayConfig['AUTH_MODE'], Record<LimitName, number>> = {
  none: { user: 0, address: 0 },
  'api-key': { user: 600, address: 1_200 },
};

export interface StartAccessOptions {
  readonly config: GatewayConfig;
  readonly database: Pick<Database, 'apiKeys' | 'users'>;
  /** Told of each request that is refused for coming too often. */
  readonly onRateLimited?: (by: LimitName) => void;
  readonly log: Logger;
}

/** Who may come in, as the settings have it. */
export interface Access extends AccessPort {
  close(): Promise<void>;
}

export async function startAccess(options: StartAccessOptions): Promise<Access> {
  const { config, database, onRateLimited, log } = options;
  const limits = createRequestLimits({
    redisUrl: config.REDIS_URL,
    limits: limitsOf(config),
    windowS,
    ...(onRateLimited && { onRefused: onRateLimited }),
    log,
  });
  const access = createAccess({
    identify:
      config.AUTH_MODE === 'none'
        ? identifyAs(await database.users.ensure({ id: uuidv7(), name: localUser }))
        : identifyByKey(database.apiKeys, log),
    limits,
    addressOf: createClientAddress(config.TRUSTED_PROXIES),
  });
  return { ...access, close: limits.close };
}

/** The limits that apply: those that are not 0. */
export function limitsOf(config: GatewayConfig): Partial<Record<LimitName, number>> {
  const { user, address } = defaults[config.AUTH_MODE];
  const all = {
    user: config.RATE_LIMIT_USER_PER_MINUTE ?? user,
    address: config.RATE_LIMIT_ADDRESS_PER_MINUTE ?? address,
  };
  return Object.fromEntries(Object.entries(all).filter(([, points]) => points > 0));
}
