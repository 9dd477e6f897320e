import { apiKeyPattern, ApiKeyScope } from '@atelier/contracts';
import type { ApiKeyStore } from '@atelier/database';
import { errorFields, type Logger } from '@atelier/logging';
import type { AccessOptions } from './access.js';

type Identify = AccessOptions['identify'];

/** Everybody is the one owner, who may do everything. */
export function identifyAs(ownerId: string): Identify {
  const identity = { ownerId, scopes: ApiKeyScope.options };
  return () => Promise.resolve(identity);
}

/** Who has a key is its owner. Each time it is looked up, so that a revoked key ends at once. */
export function identifyByKey(keys: Pick<ApiKeyStore, 'find' | 'touch'>, log: Logger): Identify {
  return async (key) => {
    if (key === undefined || !apiKeyPattern.test(key)) return undefined;
    const found = await keys.find(key);
    if (!found) return undefined;
    if (!found.usedLately) {
      // Nobody is kept out because a date could not be written.
      await keys.touch(found.id).catch((error: unknown) => {
        log.warn('api-key.not-touched', errorFields(error));
      });
    }
    return found;
  };
}
