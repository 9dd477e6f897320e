import type { ChatEvent } from '@atelier/contracts';
import type { NumberedEvent, ReplayLog } from '@atelier/queue';

/** A turn while it runs here, and the events it has told. */
export interface LiveTurn {
  readonly id: string;
  readonly ownerId: string;
  /**
   * Tells an event. Deltas of one kind that come close together become one, but for the first: a
   * reader waits for that, and for whatever is no delta. Readers get an event
   * once it is in the log, so that whatever they have seen can be told again by another process.
   */
  say(event: ChatEvent): void;
  /** The events after number `after` that readers may have. */
  read(after: number): readonly NumberedEvent<ChatEvent>[];
  /** Resolves with the next change, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void>;
  /** True once readers have the last event. */
  hasEnded(): boolean;
  /** Says that another process goes on with it: what comes is in the log only. */
  abandon(): void;
  isAbandoned(): boolean;
  /** Resolves once all events are in the log, or can't be brought there. */
  written(): Promise<void>;
}

export interface LiveTurnOptions {
  readonly id: string;
  readonly ownerId: string;
  readonly log: Pick<ReplayLog<ChatEvent>, 'append'>;
  /** What was told before by a gateway that died. */
  readonly before?: readonly NumberedEvent<ChatEvent>[];
  /** Number of the next event; after those of `before` unless told. */
  readonly firstId?: number;
  /** Least time between two writes of deltas, in milliseconds; 20 unless told. */
  readonly gapMs?: number;
}

/** Readers wait no longer than this for the log, in milliseconds. */
const logPatienceMs = 300;
/** How often, and after which pause in milliseconds, the rest is tried once a turn has ended. */
const lastTries = 5;
const retryMs = 1_000;

/** True for the event that ends a turn. */
export function isLast({ type }: ChatEvent): boolean {
  return type === 'finish' || type === 'error';
}

export function createLiveTurn(options: LiveTurnOptions): LiveTurn {
  const { id, ownerId, log, before = [], gapMs = 20 } = options;
  const told: NumberedEvent<ChatEvent>[] = [...before];
  let nextId = options.firstId ?? (before.at(-1)?.id ?? 0) + 1;
  let pending: ChatEvent[] = [];
  let unwritten: NumberedEvent<ChatEvent>[] = [];
  let writing: Promise<void> | undefined;
  let pumping: Promise<void> | undefined;
  let ended = false;
  let abandoned = false;
  let hasDelta = before.some(({ event }) => isDelta(event));
  let urgent = false;
  let endRest: () => void = () => undefined;
  let waiters: (() => void)[] = [];

  /** Brings what is unwritten to the log; what can't be brought stays for the next time. */
  const write = () => {
    writing ??= (async () => {
      const batch = unwritten;
      try {
        await log.append(id, batch);
        unwritten = unwritten.slice(batch.length);
      } catch {
        // Redis is away: readers of this process go on, and the log is filled up later.
      } finally {
        writing = undefined;
      }
    })();
    return writing;
  };
  const wakeAll = () => {
    const awake = waiters;
    waiters = [];
    for (const wake of awake) wake();
  };
  /** Lets deltas gather, until something can't wait. */
  const rest = () =>
    new Promise<void>((resolve) => {
      if (urgent) {
        resolve();
        return;
      }
      const timer = setTimeout(resolve, gapMs);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const pump = async () => {
    while (pending.length > 0) {
      const batch = pending.map((event) => ({ id: nextId++, event }));
      pending = [];
      urgent = false;
      unwritten = [...unwritten, ...batch];
      await Promise.race([write(), sleep(logPatienceMs)]);
      told.push(...batch);
      ended ||= batch.some(({ event }) => isLast(event));
      wakeAll();
      if (!ended) await rest();
    }
    pumping = undefined;
  };

  return {
    id,
    ownerId,
    say(event) {
      if (abandoned) return;
      const last = pending.at(-1);
      const merged = last && merge(last, event);
      if (merged) pending[pending.length - 1] = merged;
      else pending.push(event);
      if (!isDelta(event) || !hasDelta) {
        urgent = true;
        endRest();
      }
      hasDelta ||= isDelta(event);
      pumping ??= pump();
    },
    read: (after) => {
      const from = told.findLastIndex((event) => event.id <= after);
      return told.slice(from + 1);
    },
    changed: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const wake = () => {
          signal.removeEventListener('abort', gone);
          resolve();
        };
        const gone = () => {
          waiters = waiters.filter((waiter) => waiter !== wake);
          resolve();
        };
        waiters.push(wake);
        signal.addEventListener('abort', gone, { once: true });
      }),
    hasEnded: () => ended,
    abandon() {
      abandoned = true;
      pending = [];
      wakeAll();
    },
    isAbandoned: () => abandoned,
    async written() {
      await pumping;
      for (let tries = 0; unwritten.length > 0 && tries < lastTries; tries += 1) {
        if (tries > 0) await sleep(retryMs);
        await (writing ?? write());
      }
    },
  };
}

type Delta = Extract<ChatEvent, { readonly type: 'text-delta' | 'reasoning-delta' }>;

function isDelta(event: ChatEvent): event is Delta {
  return event.type === 'text-delta' || event.type === 'reasoning-delta';
}

function merge(last: ChatEvent, event: ChatEvent): ChatEvent | undefined {
  if (!isDelta(event) || last.type !== event.type) return undefined;
  return { type: event.type, text: last.text + event.text };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
