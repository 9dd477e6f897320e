/** Lets heavy parts of the page be drawn one after another, each in a task of its own. */
export interface DrawingTurns {
  /** Draws when it is its turn, unless the returned function is called before. */
  readonly wait: (draw: () => void) => () => void;
}

/** `soon` runs something in a later task. */
export function createDrawingTurns(soon: (run: () => void) => void): DrawingTurns {
  let waiting: readonly (() => void)[] = [];
  let isSet = false;
  const next = () => {
    const [first, ...rest] = waiting;
    waiting = rest;
    isSet = rest.length > 0;
    if (isSet) soon(next);
    first?.();
  };
  return {
    wait(draw) {
      waiting = [...waiting, draw];
      if (!isSet) {
        isSet = true;
        soon(next);
      }
      return () => {
        waiting = waiting.filter((one) => one !== draw);
      };
    },
  };
}
