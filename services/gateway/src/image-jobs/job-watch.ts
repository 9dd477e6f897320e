/** Tells who waits for a job that a worker said something of it. */
export interface JobWatch {
  /** Resolves with the next change of a job, after `ms` milliseconds, or when `signal` aborts. */
  watch(jobId: string, ms: number, signal: AbortSignal): Promise<void>;
  changed(jobId: string): void;
}

export function createJobWatch(): JobWatch {
  const waiters = new Map<string, Set<() => void>>();
  return {
    watch: (jobId, ms, signal) =>
      new Promise((resolve) => {
        const set = waiters.get(jobId) ?? new Set();
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          set.delete(wake);
          if (set.size === 0 && waiters.get(jobId) === set) waiters.delete(jobId);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        signal.addEventListener('abort', wake, { once: true });
        waiters.set(jobId, set.add(wake));
        if (signal.aborted) wake();
      }),
    changed(jobId) {
      for (const wake of [...(waiters.get(jobId) ?? [])]) wake();
    },
  };
}
