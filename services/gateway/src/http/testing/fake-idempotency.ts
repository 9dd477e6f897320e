import type { IdempotencyClaim } from '../handlers.js';
import type { IdempotencyPort } from '../idempotency-port.js';

interface Entry {
  readonly fingerprint: string;
  readonly answer?: { readonly statusCode: number; readonly body: unknown };
}

/** Keeps keys in memory. Leases do not run out. */
export interface FakeIdempotency extends IdempotencyPort {
  complete(claim: IdempotencyClaim, statusCode: number, body: unknown): void;
  /** Renewals so far. */
  readonly renewals: () => number;
}

export function createFakeIdempotency(): FakeIdempotency {
  const entries = new Map<string, Entry>();
  let renewals = 0;
  const nameOf = ({ ownerId, key }: IdempotencyClaim) => `${ownerId} ${key}`;
  return {
    claim(claim) {
      const entry = entries.get(nameOf(claim));
      if (!entry) {
        entries.set(nameOf(claim), { fingerprint: claim.fingerprint });
        return Promise.resolve({ outcome: 'claimed' });
      }
      if (entry.fingerprint !== claim.fingerprint) return Promise.resolve({ outcome: 'mismatch' });
      if (!entry.answer) return Promise.resolve({ outcome: 'in-flight' });
      return Promise.resolve({ outcome: 'replay', ...entry.answer });
    },
    renew() {
      renewals += 1;
      return Promise.resolve(true);
    },
    release(claim) {
      if (!entries.get(nameOf(claim))?.answer) entries.delete(nameOf(claim));
      return Promise.resolve();
    },
    complete(claim, statusCode, body) {
      const { fingerprint } = claim;
      entries.set(nameOf(claim), { fingerprint, answer: { statusCode, body } });
    },
    renewals: () => renewals,
  };
}
