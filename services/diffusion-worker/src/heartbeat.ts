import type { WorkerHeartbeat } from '@atelier/contracts';
import { errorFields, type Logger } from '@atelier/logging';
import type { Heartbeats } from '@atelier/queue';

const everyMs = 2_000;
const ttlMs = 10_000;
/** Until the next look whether there is something to say. */
const silentMs = 200;

export interface HeartbeatOptions {
  readonly heartbeats: Pick<Heartbeats, 'beat' | 'remove' | 'close'>;
  /** What to say now; undefined while no job would be taken, so that nobody counts on this worker. */
  readonly describe: () => WorkerHeartbeat | undefined;
  readonly workerId: string;
  readonly log: Logger;
}

/** Says every two seconds that the worker takes jobs. */
export function startHeartbeat(options: HeartbeatOptions): { stop(): Promise<void> } {
  const { heartbeats, describe, workerId, log } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  /** Redis may be away; a heartbeat missed then tells the truth. */
  const tell = (told: Promise<void>) =>
    told.catch((error: unknown) => {
      log.debug('heartbeat.failed', errorFields(error));
    });
  const beat = async () => {
    const heartbeat = describe();
    if (heartbeat) await tell(heartbeats.beat(heartbeat, ttlMs));
    if (stopped) return;
    timer = setTimeout(next, heartbeat ? everyMs : silentMs);
  };
  const next = () => {
    beating = beat();
  };
  let beating = beat();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await beating;
      await tell(heartbeats.remove(workerId));
      await heartbeats.close();
    },
  };
}
