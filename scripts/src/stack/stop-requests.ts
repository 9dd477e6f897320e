/** Asks from outside to stop. */
export interface StopRequests {
  /** Aborts with the first one. */
  readonly first: AbortSignal;
  /** Aborts with the second one: somebody is in a hurry. */
  readonly second: AbortSignal;
  /** Lets the signals do again what they did before. */
  release(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C can arrive twice: from the terminal and, a moment later, from npm. */
const sameRequestMs = 1_000;

/** Listens for Ctrl-C and its like. */
export function listenForStopRequests(): StopRequests {
  const first = new AbortController();
  const second = new AbortController();
  let firstAt = 0;
  const onSignal = (name: NodeJS.Signals) => {
    if (!first.signal.aborted) {
      firstAt = Date.now();
      first.abort(name);
      return;
    }
    if (Date.now() - firstAt > sameRequestMs) second.abort(name);
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    first: first.signal,
    second: second.signal,
    release: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
