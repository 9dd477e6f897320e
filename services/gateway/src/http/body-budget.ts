import { AppError } from '@atelier/errors';

/** Room that a body has in memory. */
export interface BodyRoom {
  /** Gives back what was taken beyond this many bytes. */
  shrinkTo(bytes: number): void;
  /** Gives it all back; a second time changes nothing. */
  release(): void;
}

/** Bounds the memory that large bodies, and what is as large, take together in this process. */
export interface BodyBudget {
  /**
   * Waits for room. One owner gets half of it at most, so that others always find some.
   *
   * @throws AppError `UPLOADS_BUSY` when none comes free in time, or the client leaves.
   */
  take(ownerId: string, bytes: number, signal: AbortSignal): Promise<BodyRoom>;
}

export interface BodyBudgetOptions {
  /** 128 MiB unless told: of the largest bodies a few, of usual photos dozens. */
  readonly maxBytes?: number;
  /** How long a body may wait for room, in milliseconds; 5,000 unless told. */
  readonly waitMs?: number;
}

interface Waiter {
  readonly ownerId: string;
  readonly bytes: number;
  readonly admit: () => void;
}

export function createBodyBudget(options: BodyBudgetOptions = {}): BodyBudget {
  const { maxBytes = 128 * 1024 * 1024, waitMs = 5_000 } = options;
  const held = new Map<string, number>();
  const waiting = new Set<Waiter>();
  let total = 0;

  const fits = ({ ownerId, bytes }: Pick<Waiter, 'ownerId' | 'bytes'>) =>
    total + bytes <= maxBytes && (held.get(ownerId) ?? 0) + bytes <= maxBytes / 2;
  const add = (ownerId: string, bytes: number) => {
    total += bytes;
    const own = (held.get(ownerId) ?? 0) + bytes;
    if (own > 0) held.set(ownerId, own);
    else held.delete(ownerId);
  };
  const admitWaiting = () => {
    for (const waiter of [...waiting]) if (fits(waiter)) waiter.admit();
  };
  const toRoom = (ownerId: string, taken: number): BodyRoom => {
    let bytes = taken;
    const shrinkTo = (left: number) => {
      if (left >= bytes) return;
      add(ownerId, left - bytes);
      bytes = left;
      admitWaiting();
    };
    return {
      shrinkTo,
      release() {
        shrinkTo(0);
      },
    };
  };

  return {
    take: (ownerId, bytes, signal) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', refuse);
          waiting.delete(waiter);
        };
        const refuse = () => {
          leave();
          const says = 'Too many large requests came at once. Send it again shortly.';
          reject(new AppError('UPLOADS_BUSY', says));
        };
        const admit = () => {
          leave();
          add(ownerId, bytes);
          resolve(toRoom(ownerId, bytes));
        };
        const waiter: Waiter = { ownerId, bytes, admit };
        const timer = setTimeout(refuse, waitMs);
        signal.addEventListener('abort', refuse, { once: true });
        if (signal.aborted) refuse();
        else if (fits(waiter)) admit();
        else waiting.add(waiter);
      }),
  };
}
