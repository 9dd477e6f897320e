import { ImageJobEvent, imageJobStream } from '@atelier/contracts';
import { createLogger } from '@atelier/logging';
import { createEventSubscriber } from '@atelier/queue';
import { now } from '../clock.js';

/** When a worker told what it does with a job; Unix time in milliseconds. */
export interface WorkerMoments {
  readonly startedAt: number;
  /** It gives the job to its engine. */
  readonly engineFromAt: number;
  /** The engine has given it the last picture. */
  readonly engineToAt: number;
  readonly completedAt: number;
}

/** Hears what workers tell the gateways. */
export interface WorkerEar {
  /** Of a job that has succeeded; undefined when it was not heard whole. */
  momentsOf(jobId: string): WorkerMoments | undefined;
  close(): Promise<void>;
}

export function listenToWorkers(redisUrl: string): WorkerEar {
  const heard = new Map<string, Partial<Record<keyof WorkerMoments, number>>>();
  const subscriber = createEventSubscriber({
    redisUrl,
    stream: imageJobStream,
    shape: ImageJobEvent,
    log: createLogger({ service: 'bench', level: 'error' }),
    onEvent(event) {
      const moment = momentOf(event);
      if (!moment) return;
      heard.set(event.jobId, { ...heard.get(event.jobId), [moment]: now() });
    },
  });
  return {
    momentsOf(jobId) {
      const { startedAt, engineFromAt, engineToAt, completedAt } = heard.get(jobId) ?? {};
      if (startedAt === undefined || engineFromAt === undefined) return undefined;
      if (engineToAt === undefined || completedAt === undefined) return undefined;
      return { startedAt, engineFromAt, engineToAt, completedAt };
    },
    close: subscriber.close,
  };
}

function momentOf(event: ImageJobEvent): keyof WorkerMoments | undefined {
  if (event.type === 'started') return 'startedAt';
  if (event.type === 'completed') return 'completedAt';
  if (event.type !== 'progress') return undefined;
  if (event.state === 'loading') return 'engineFromAt';
  return event.state === 'saving' ? 'engineToAt' : undefined;
}
