import type { ImageJobView } from '@atelier/contracts';

/** Follows jobs while somebody looks at them. */
export interface LiveJobs {
  /** Follows a job until the returned function is called; a job has one stream for all who look. */
  readonly watch: (id: string) => () => void;
  /** Whether its changes come by themselves; if not, it has to be asked for. */
  readonly isLive: (id: string) => boolean;
}

export interface LiveJobsDeps {
  readonly follow: (id: string, signal: AbortSignal) => AsyncIterable<ImageJobView>;
  readonly tell: (job: ImageJobView) => void;
  /** A stream began or ended, so that `isLive` has another answer. */
  readonly turned: (id: string) => void;
  /** A browser opens six connections to a server; streams must not take them all. */
  readonly maxStreams: number;
}

interface Watched {
  watchers: number;
  stream?: AbortController;
  /** Followed to its end, or in vain. */
  over: boolean;
}

export function createLiveJobs({ follow, tell, turned, maxStreams }: LiveJobsDeps): LiveJobs {
  const all = new Map<string, Watched>();
  const isLive = (id: string) => all.get(id)?.stream !== undefined;

  const run = async (id: string, watched: Watched, stream: AbortController) => {
    try {
      for await (const job of follow(id, stream.signal)) {
        if (stream.signal.aborted) return;
        tell(job);
      }
    } catch {
      // Asking takes over.
    }
    if (watched.stream !== stream) return;
    delete watched.stream;
    watched.over = true;
    turned(id);
    startNext();
  };
  const startNext = () => {
    const running = [...all.values()].filter(({ stream }) => stream !== undefined).length;
    const waiting = [...all].filter(([, { stream, over }]) => !stream && !over);
    for (const [id, watched] of waiting.slice(0, Math.max(maxStreams - running, 0))) {
      watched.stream = new AbortController();
      turned(id);
      void run(id, watched, watched.stream);
    }
  };

  return {
    isLive,
    watch(id) {
      const watched = all.get(id) ?? { watchers: 0, over: false };
      all.set(id, watched);
      watched.watchers += 1;
      startNext();
      let left = false;
      return () => {
        if (left) return;
        left = true;
        watched.watchers -= 1;
        if (watched.watchers > 0) return;
        all.delete(id);
        watched.stream?.abort();
        delete watched.stream;
        startNext();
      };
    },
  };
}
