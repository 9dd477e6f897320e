import type { WorkerHeartbeat } from '@atelier/contracts';
import { errorFields, type Logger } from '@atelier/logging';
import type { Heartbeats } from '@atelier/queue';

const everyMs = 2_000;
const ttlMs = 10_000;

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
  let beating: Promise<void> | undefined;

  const beat = async () => {
    const heartbeat = describe();
    if (!heartbeat) return;
    try {
      await heartbeats.beat(heartbeat, ttlMs);
    } catch (error) {
      log.debug('heartbeat.failed', errorFields(error));
    }
  };
  const tick = () => {
    beating ??= beat().finally(() => {
      beating = undefined;
    });
  };
  const timer = setInterval(tick, everyMs);
  tick();

  return {
    async stop() {
      clearInterval(timer);
      await beating;
      try {
        await heartbeats.remove(workerId);
      } catch (error) {
        // It ends by itself a little later.
        log.debug('heartbeat.failed', errorFields(error));
      }
      await heartbeats.close();
    },
  };
}
