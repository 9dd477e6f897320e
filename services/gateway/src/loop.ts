export interface LoopOptions {
  readonly pass: () => Promise<void>;
  /** Time between passes when nobody kicks, in milliseconds. */
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

/** Something done again and again, one pass at a time. */
export interface Loop {
  /** Asks for a pass now; during a pass, for one more after it. */
  kick(): void;
  /** Ends the loop; resolves when the running pass is over. */
  stop(): Promise<void>;
}

const maxBackoffMs = 10_000;

/** Starts with a pass at once. Failed passes are repeated with a growing pause. */
export function createLoop({ pass, everyMs, onError }: LoopOptions): Loop {
  let stopped = false;
  let again = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  // Read through functions: they change while a pass is awaited.
  const isStopped = () => stopped;
  const isWanted = () => again;

  const run = async () => {
    do {
      again = false;
      try {
        await pass();
        failures = 0;
      } catch (error) {
        failures += 1;
        onError(error);
      }
      // After a failure a kick waits for the pause like everything else.
    } while (isWanted() && failures === 0 && !isStopped());
    running = undefined;
    const pauseMs = failures === 0 ? everyMs : Math.min(everyMs * 2 ** failures, maxBackoffMs);
    if (!isStopped()) timer = setTimeout(start, pauseMs);
  };
  const start = () => {
    clearTimeout(timer);
    running = run();
  };
  start();

  return {
    kick() {
      if (stopped) return;
      if (running) again = true;
      else if (failures === 0) start();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
