/** Guests in the order in which they are served: users in turn, each one's guests as they came. */
export interface Rotation<Guest> {
  add(user: string, guest: Guest): void;
  remove(user: string, guest: Guest): void;
  /** Takes out the next guest of the first user in turn whom `mayCome` lets in. */
  take(mayCome: (user: string) => boolean): Guest | undefined;
  size(): number;
  sizeOf(user: string): number;
  users(): Iterable<string>;
  /** Everybody, the next one first, as if every user may come at any time. */
  order(): Guest[];
}

export function createRotation<Guest>(): Rotation<Guest> {
  // The first entry is the user whose turn it is.
  const queues = new Map<string, Set<Guest>>();
  let size = 0;

  const remove = (user: string, guest: Guest) => {
    const queue = queues.get(user);
    if (queue?.delete(guest) !== true) return;
    size -= 1;
    if (queue.size === 0) queues.delete(user);
  };

  return {
    add(user, guest) {
      const queue = queues.get(user);
      if (queue) queue.add(guest);
      else queues.set(user, new Set([guest]));
      size += 1;
    },
    remove,
    take(mayCome) {
      for (const [user, queue] of queues) {
        if (!mayCome(user)) continue;
        const [guest] = queue;
        if (guest === undefined) continue;
        remove(user, guest);
        if (queues.delete(user)) queues.set(user, queue);
        return guest;
      }
      return undefined;
    },
    size: () => size,
    sizeOf: (user) => queues.get(user)?.size ?? 0,
    users: () => queues.keys(),
    order() {
      const ordered: Guest[] = [];
      let lanes = [...queues.values()].map((queue) => queue.values());
      while (lanes.length > 0) {
        lanes = lanes.filter((lane) => {
          const { done, value } = lane.next();
          if (done !== true) ordered.push(value);
          return done !== true;
        });
      }
      return ordered;
    },
  };
}
