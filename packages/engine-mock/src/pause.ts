/** Waits `delayMs`, or one turn of the event loop when that is 0; an abort ends the wait. */
export function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  if (delayMs === 0) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
  });
}
