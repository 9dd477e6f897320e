export interface LoopOptions {
  /** Told when the loop is to end, which waits for it: long passes end early then. */
  readonly pass: (stopping: AbortSignal) => Promise<void>;
  /** Time between passes when nobody kicks, in milliseconds. */
  readonly everyMs: number;
  /** Time before the first pass, in milliseconds; none unless told. */
  readonly startAfterMs?: number;
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

/** Starts with a pass. Failed passes are repeated with a growing pause. */
export function createLoop({ pass, everyMs, startAfterMs = 0, onError }: LoopOptions): Loop {
  const stopping = new AbortController();
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
        await pass(stopping.signal);
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
  if (startAfterMs > 0) timer = setTimeout(start, startAfterMs);
  else start();

  return {
    kick() {
      if (stopped) return;
      if (running) again = true;
      else if (failures === 0) start();
    },
    async stop() {
      stopped = true;
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
