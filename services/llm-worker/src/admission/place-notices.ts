/** Where somebody stands in the waiting room. */
export interface Place {
  /** 1 is the next. */
  readonly place: number;
  /** Milliseconds that it will still take, about; undefined while nobody knows. */
  readonly estimateMs: number | undefined;
}

interface Listener {
  readonly onPlace?: (place: Place) => void;
}

export interface PlaceNoticesOptions<Visitor extends Listener> {
  /** Between two looks, in milliseconds. */
  readonly everyMs: number;
  /** Who waits, the next one first. */
  readonly order: () => readonly Visitor[];
  /** Milliseconds until so many are served. */
  readonly timeFor: (count: number) => number | undefined;
}

/** Tells who waits where they stand. */
export interface PlaceNotices<Visitor> {
  /** Somebody waits. */
  expect(): void;
  forget(visitor: Visitor): void;
}

/** Places from here on hear of a change at every fourth look only: a crowd's would cost as much as its answers. */
const farPlace = 8;
const farLooks = 4;

/** Looks only while somebody waits; who waits shorter than to the next look hears nothing. */
export function createPlaceNotices<Visitor extends Listener>(
  options: PlaceNoticesOptions<Visitor>,
): PlaceNotices<Visitor> {
  const told = new Map<Visitor, { readonly place: number; readonly look: number }>();
  let looks = 0;
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    timer = undefined;
    looks += 1;
    const visitors = options.order();
    visitors.forEach((visitor, index) => {
      const place = index + 1;
      const last = told.get(visitor);
      if (last?.place === place) return;
      if (last && place >= farPlace && looks - last.look < farLooks) return;
      told.set(visitor, { place, look: looks });
      visitor.onPlace?.({ place, estimateMs: options.timeFor(place) });
    });
    if (visitors.length > 0) lookAgain();
  };
  const lookAgain = () => {
    timer ??= setTimeout(look, options.everyMs).unref();
  };

  return {
    expect: lookAgain,
    forget(visitor) {
      told.delete(visitor);
    },
  };
}
