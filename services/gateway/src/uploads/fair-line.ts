/** Waits for one seat, one owner after the other. */
export interface FairLine<Item> {
  /** False when there is no place left, or the owner has half of them. */
  push(ownerId: string, item: Item): boolean;
  /** The next item of the owner whose turn it is. */
  shift(): Item | undefined;
  remove(ownerId: string, item: Item): void;
}

/** @param places in the line. */
export function createFairLine<Item>(places: number): FairLine<Item> {
  // In the order of their turns.
  const lines = new Map<string, Item[]>();
  let size = 0;
  return {
    push(ownerId, item) {
      const own = lines.get(ownerId) ?? [];
      if (size >= places || own.length >= Math.ceil(places / 2)) return false;
      own.push(item);
      lines.set(ownerId, own);
      size += 1;
      return true;
    },
    shift() {
      const [first] = lines;
      if (first === undefined) return undefined;
      const [ownerId, own] = first;
      const item = own.shift();
      lines.delete(ownerId);
      if (own.length > 0) lines.set(ownerId, own);
      size -= 1;
      return item;
    },
    remove(ownerId, item) {
      const own = lines.get(ownerId) ?? [];
      const at = own.indexOf(item);
      if (at < 0) return;
      own.splice(at, 1);
      if (own.length === 0) lines.delete(ownerId);
      size -= 1;
    },
  };
}
