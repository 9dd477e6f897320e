import { AppError } from '@atelier/errors';

/** A request's standing while it runs. */
export interface Ticket {
  /** The runtime died under it. */
  crashed(): void;
  /** It came to its end. */
  cleared(): void;
  leave(): void;
}

/** Remembers which requests were running when the runtime died. */
export interface Suspects {
  /**
   * Lets a request in. `fingerprint` is computed only while anything is suspected, or after a crash.
   *
   * @throws AppError `ENGINE_FAILED`, not retryable, for one that was there twice; `ENGINE_BUSY`
   *   while another suspect runs: two never share a crash.
   */
  admit(fingerprint: () => string): Ticket;
}

const maxSuspects = 1_000;
/** After that a crash is forgotten: it may have been the machine's. */
const forgetAfterMs = 10 * 60_000;
const crashesAllowed = 2;

export function createSuspects(now: () => number = Date.now): Suspects {
  const crashes = new Map<string, { readonly count: number; readonly at: number }>();
  let suspectRuns = false;

  const countOf = (key: string) => {
    const entry = crashes.get(key);
    if (!entry) return 0;
    if (now() - entry.at <= forgetAfterMs) return entry.count;
    crashes.delete(key);
    return 0;
  };
  const blame = (key: string) => {
    const count = countOf(key) + 1;
    crashes.delete(key);
    crashes.set(key, { count, at: now() });
    const [oldest] = crashes.keys();
    if (crashes.size > maxSuspects && oldest !== undefined) crashes.delete(oldest);
  };

  return {
    admit(fingerprint) {
      const count = crashes.size > 0 ? countOf(fingerprint()) : 0;
      if (count >= crashesAllowed) {
        const message = 'The engine died twice on this request; it is not tried again for a while.';
        throw new AppError('ENGINE_FAILED', message, { retryable: false });
      }
      const isSuspect = count > 0;
      if (isSuspect && suspectRuns) throw new AppError('ENGINE_BUSY');
      if (isSuspect) suspectRuns = true;
      return {
        crashed() {
          blame(fingerprint());
        },
        cleared() {
          if (isSuspect) crashes.delete(fingerprint());
        },
        leave() {
          if (isSuspect) suspectRuns = false;
        },
      };
    },
  };
}
