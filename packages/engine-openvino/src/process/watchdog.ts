import type { Activity } from './activity.js';

export interface WatchdogTiming {
  /** Between two looks, in milliseconds. */
  readonly lookEveryMs: number;
  /** Silence after which the process is looked at. */
  readonly quietMs: number;
  /** Time without any CPU use, in silence, after which it counts as hung. */
  readonly idleMs: number;
  /** Silence after which it counts as hung though it computes, or where nobody can tell. */
  readonly busyMs: number;
}

export const watchdogTiming: WatchdogTiming = {
  lookEveryMs: 100,
  quietMs: 400,
  idleMs: 300,
  busyMs: 120_000,
};

export interface Watchdog {
  /** The process said something. */
  heard(): void;
  stop(): void;
}

/**
 * Calls `onHang` once when the process neither speaks nor works. A long step speaks late but uses
 * CPU time; a deadlocked or stopped process uses none. Time is counted in looks, not read from a
 * clock, so that a pause of our own process is not held against the child.
 */
export function createWatchdog(
  timing: WatchdogTiming,
  look: () => Activity | undefined,
  onHang: () => void,
): Watchdog {
  let quiet = 0;
  let idle = 0;
  let cpuTicks: number | undefined;

  const timer = setInterval(() => {
    quiet += timing.lookEveryMs;
    if (quiet < timing.quietMs) return;
    const activity = look();
    const works =
      activity === undefined ||
      activity.state === 'R' ||
      activity.state === 'D' ||
      activity.cpuTicks !== cpuTicks;
    cpuTicks = activity?.cpuTicks;
    idle = works ? 0 : idle + timing.lookEveryMs;
    const isStopped = activity?.state === 'T' || activity?.state === 't';
    if (!isStopped && idle < timing.idleMs && quiet < timing.busyMs) return;
    clearInterval(timer);
    onHang();
  }, timing.lookEveryMs);
  timer.unref();

  return {
    heard() {
      quiet = 0;
      idle = 0;
      cpuTicks = undefined;
    },
    stop() {
      clearInterval(timer);
    },
  };
}
