import type { Client } from '@atelier/client';
import { isFinalImageStatus } from '@atelier/contracts';

export interface DrawerOptions {
  readonly client: Client;
  /** Jobs that are unfinished at any time: more than there are workers, so that some always wait. */
  readonly jobs: number;
  /** Denoising steps of each. */
  readonly steps: number;
  /** Width and height in pixels. */
  readonly size: number;
}

/** People who ask for the next picture as soon as they have one. */
export interface Drawers {
  /** Denoising steps done so far, of finished and unfinished pictures. */
  stepsDone(): number;
  /** Resolves when a picture was begun and the next ones wait. */
  readonly busy: Promise<void>;
  /** Cancels what is unfinished; resolves when it is. */
  stop(): Promise<void>;
}

export function startDrawers({ client, jobs, steps, size }: DrawerOptions): Drawers {
  const stop = new AbortController();
  const unfinished = new Map<string, number>();
  let finished = 0;
  let markBusy: () => void = () => undefined;
  const busy = new Promise<void>((resolve) => {
    markBusy = resolve;
  });

  const drawOne = async () => {
    const { id } = await client.createImageJob({
      kind: 'generate',
      prompt: 'a blue circle on a white background',
      ...{ width: size, height: size, steps },
    });
    unfinished.set(id, 0);
    if (stop.signal.aborted) await client.cancelImageJob(id);
    for await (const job of client.imageJobEvents(id)) {
      unfinished.set(id, job.step);
      if (job.step > 0 && unfinished.size === jobs) markBusy();
      if (!isFinalImageStatus(job.status)) continue;
      unfinished.delete(id);
      if (job.status === 'succeeded') finished += steps;
      else if (!stop.signal.aborted) throw new Error(`A picture ended as ${job.status}.`);
    }
  };
  const drawOn = async () => {
    while (!stop.signal.aborted) await drawOne();
  };
  const drawing = Promise.all(Array.from({ length: jobs }, drawOn));
  // Whoever waits for the drawers to be busy hears of it too.
  const failed = drawing.then(() => undefined);
  failed.catch(() => undefined);

  return {
    stepsDone: () => [...unfinished.values()].reduce((sum, step) => sum + step, finished),
    busy: Promise.race([busy, failed]),
    async stop() {
      stop.abort();
      await Promise.all([...unfinished.keys()].map((id) => client.cancelImageJob(id)));
      await drawing;
    },
  };
}
