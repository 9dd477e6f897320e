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

/** Looks only while somebody waits; who waits shorter than to the next look hears nothing. */
export function createPlaceNotices<Visitor extends Listener>(
  options: PlaceNoticesOptions<Visitor>,
): PlaceNotices<Visitor> {
  const told = new Map<Visitor, number>();
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    timer = undefined;
    const visitors = options.order();
    visitors.forEach((visitor, index) => {
      const place = index + 1;
      if (told.get(visitor) === place) return;
      told.set(visitor, place);
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
