const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * An AbortSignal for Ctrl-C and its like, until `release`.
 *
 * @returns {{ signal: AbortSignal, release: () => void }}
 */
export function onInterrupt() {
  const aborter = new globalThis.AbortController();
  const abort = () => aborter.abort(new Interrupted());
  for (const name of signals) process.on(name, abort);
  return {
    signal: aborter.signal,
    release: () => {
      for (const name of signals) process.off(name, abort);
    },
  };
}

/** Somebody asked to stop; nothing has gone wrong. */
export class Interrupted extends Error {}
