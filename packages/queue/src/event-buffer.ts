/** Keeps what waits to be sent, in order and never more than `limit` items. */
export interface EventBuffer {
  /** Adds at the end. Over the limit, the oldest droppable item goes, else the oldest. */
  push(item: BufferedEvent): void;
  /** Takes up to `count` items from the front. */
  take(count: number): BufferedEvent[];
  /** Puts taken items back at the front; over the limit, items go as in `push`. */
  putBack(items: readonly BufferedEvent[]): void;
  size(): number;
  /** How many items went unsent since this was last asked. */
  takeDropped(): number;
}

/** An event as it will be written. */
export interface BufferedEvent {
  readonly text: string;
  readonly droppable: boolean;
}

/** An empty buffer for at most `limit` events. */
export function createEventBuffer(limit: number): EventBuffer {
  let items: BufferedEvent[] = [];
  let dropped = 0;

  const trim = () => {
    while (items.length > limit) {
      const oldest = items.findIndex((item) => item.droppable);
      items.splice(Math.max(oldest, 0), 1);
      dropped += 1;
    }
  };

  return {
    push(item) {
      items.push(item);
      trim();
    },
    take: (count) => items.splice(0, count),
    putBack(taken) {
      items = [...taken, ...items];
      trim();
    },
    size: () => items.length,
    takeDropped() {
      const count = dropped;
      dropped = 0;
      return count;
    },
  };
}
