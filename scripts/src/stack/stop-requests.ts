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

/**
 * Listens for Ctrl-C and its like. With `ATELIER_PARENT_PIPE=1`, the end of standard input is one,
 * too: a test that is killed leaves no stack behind.
 */
export function listenForStopRequests(
  environment: Readonly<Record<string, string | undefined>>,
): StopRequests {
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
  if (environment['ATELIER_PARENT_PIPE'] === '1') {
    process.stdin.once('end', () => {
      first.abort('parent-gone');
    });
    process.stdin.on('error', () => {
      first.abort('parent-gone');
    });
    process.stdin.resume().unref();
  }
  return {
    first: first.signal,
    second: second.signal,
    release: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
