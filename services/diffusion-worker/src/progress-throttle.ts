const minIntervalMs = 200;

/** Tells whether a progress event is due: at a new state, else at most five times a second. */
export function createProgressThrottle(
  now: () => number = () => performance.now(),
): (state: string) => boolean {
  let lastState: string | undefined;
  let lastAt = 0;
  return (state) => {
    const at = now();
    if (state === lastState && at - lastAt < minIntervalMs) return false;
    lastState = state;
    lastAt = at;
    return true;
  };
}
