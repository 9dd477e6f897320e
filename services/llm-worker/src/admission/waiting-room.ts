import { AppError } from '@atelier/errors';
import { createCrowd } from './crowd.js';
import { createPlaceNotices, type Place } from './place-notices.js';
import { createRotation } from './rotation.js';
import { createSeatTimes } from './seat-times.js';

/** Who wants a seat. */
export interface Visitor {
  /** Whose turn it is; requests of one user share it. */
  readonly user: string;
  readonly signal: AbortSignal;
  /** Hears the place while it waits, a few times a second at most, and only when it changes. */
  readonly onPlace?: (place: Place) => void;
}

/** A seat in the engine. */
export interface Seat {
  /** The answer has begun: what its prompt cost the others is over. */
  begun(): void;
  leave(): void;
}

/** Seats in the engine, and a bounded room before it, from which users are served in turn. */
export interface WaitingRoom {
  /**
   * Resolves once it is the visitor's turn.
   *
   * @throws AppError `ENGINE_BUSY` when the room, or the user's share of it, is full,
   *   `SHUTTING_DOWN` once it is closed, and the signal's reason when that aborts.
   */
  enter(visitor: Visitor): Promise<Seat>;
  /** Throws what `enter` would throw at once. */
  check(user: string): void;
  /** Sends away who waits. Who has a seat keeps it. */
  close(): void;
  running(): number;
  waiting(): number;
}

export interface WaitingRoomOptions {
  readonly seats: number;
  readonly maxWaiting: number;
  /** Between two looks at who waits where, in milliseconds. */
  readonly noticeEveryMs?: number;
  readonly now?: () => number;
}

interface Guest {
  readonly visitor: Visitor;
  admit(): void;
  refuse(error: Error): void;
}

/** Seats of one user. */
interface Held {
  seats: number;
  /** Of these, how many have not begun their answer. */
  starting: number;
}

/** Of the room, for one user. */
const userShare = 0.5;
/** Of the seats, for one user, while others are about: each answer under way slows all of them. */
const seatShare = 0.125;
/** Prompts that one user may have read at once: those who come after wait for all of them. */
const startsAtOnce = { alone: 4, amongOthers: 2 };
const retry = { unknownMs: 2_000, leastMs: 1_000, mostMs: 30_000 };

/**
 * A user may take another seat while more are free than the user holds: one who floods gets half of
 * them, and whoever comes next finds one at once. While others are about it is an eighth at most.
 */
export function createWaitingRoom(options: WaitingRoomOptions): WaitingRoom {
  const { seats, maxWaiting, noticeEveryMs = 300, now = Date.now } = options;
  const maxWaitingOfUser = Math.ceil(maxWaiting * userShare);
  const guests = createRotation<Guest>();
  const holders = new Map<string, Held>();
  const times = createSeatTimes();
  const crowd = createCrowd(now);
  let running = 0;
  let closed = false;

  /** Milliseconds until `count` more are served. */
  const timeFor = (count: number): number | undefined => {
    const averageMs = times.averageMs();
    if (averageMs === undefined) return undefined;
    const users = new Set([...holders.keys(), ...guests.users()]).size;
    const inUse = Math.max(1, Math.floor((seats * users) / (users + 1)));
    return Math.round((count * averageMs) / inUse);
  };
  const notices = createPlaceNotices({
    everyMs: noticeEveryMs,
    order: () => guests.order().map(({ visitor }) => visitor),
    timeFor,
  });
  const mayCome = (user: string): boolean => {
    const { seats: held, starting } = holders.get(user) ?? { seats: 0, starting: 0 };
    const isAmongOthers = crowd.hasOthers(user);
    const most = isAmongOthers ? Math.max(1, Math.floor(seats * seatShare)) : seats;
    const starts = isAmongOthers ? startsAtOnce.amongOthers : startsAtOnce.alone;
    return held < Math.min(most, seats - running) && starting < starts;
  };
  const admitNext = () => {
    while (running < seats) {
      const next = guests.take(mayCome);
      if (next === undefined) return;
      next.admit();
    }
  };
  const takeSeat = (user: string): Seat => {
    const held = holders.get(user) ?? { seats: 0, starting: 0 };
    holders.set(user, held);
    held.seats += 1;
    held.starting += 1;
    running += 1;
    const since = now();
    let isStarting = true;
    let isTaken = true;
    const endStart = () => {
      if (isStarting) held.starting -= 1;
      isStarting = false;
    };
    return {
      begun() {
        if (!isStarting) return;
        endStart();
        admitNext();
      },
      leave() {
        if (!isTaken) return;
        isTaken = false;
        endStart();
        held.seats -= 1;
        running -= 1;
        if (held.seats === 0) holders.delete(user);
        times.add(now() - since);
        admitNext();
      },
    };
  };
  const wait = (visitor: Visitor) =>
    new Promise<Seat>((resolve, reject) => {
      const { user, signal } = visitor;
      const gone = () => {
        guest.refuse(signal.reason as Error);
      };
      const forget = () => {
        guests.remove(user, guest);
        notices.forget(visitor);
        signal.removeEventListener('abort', gone);
      };
      const guest: Guest = {
        visitor,
        admit() {
          forget();
          resolve(takeSeat(user));
        },
        refuse(error) {
          forget();
          reject(error);
        },
      };
      guests.add(user, guest);
      notices.expect();
      signal.addEventListener('abort', gone, { once: true });
    });
  const findsSeat = (user: string) => running < seats && guests.sizeOf(user) === 0 && mayCome(user);
  const check = (user: string) => {
    if (closed) throw new AppError('SHUTTING_DOWN');
    if (findsSeat(user)) return;
    if (guests.size() >= maxWaiting) throw busy('Too many requests are waiting.');
    if (guests.sizeOf(user) >= maxWaitingOfUser) {
      throw busy('Too many of your requests are waiting.');
    }
  };
  const busy = (why: string) => {
    const waitMs = timeFor(guests.size()) ?? retry.unknownMs;
    const retryAfterMs = Math.min(Math.max(waitMs, retry.leastMs), retry.mostMs);
    return new AppError('ENGINE_BUSY', `${why} Try again shortly.`, { retryAfterMs });
  };

  return {
    async enter(visitor) {
      visitor.signal.throwIfAborted();
      crowd.saw(visitor.user);
      check(visitor.user);
      if (findsSeat(visitor.user)) return takeSeat(visitor.user);
      return wait(visitor);
    },
    check,
    close() {
      closed = true;
      for (const guest of guests.order()) guest.refuse(new AppError('SHUTTING_DOWN'));
    },
    running: () => running,
    waiting: () => guests.size(),
  };
}
