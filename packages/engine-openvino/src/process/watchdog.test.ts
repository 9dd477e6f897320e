import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Activity } from './activity.js';
import { createWatchdog, watchdogTiming } from './watchdog.js';

describe('createWatchdog', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const watch = (look: () => Activity | undefined) => {
    const onHang = jest.fn();
    const watchdog = createWatchdog(watchdogTiming, look, onHang);
    return { onHang, watchdog };
  };

  it('leaves one alone that speaks', () => {
    const { onHang, watchdog } = watch(() => ({ state: 'S', cpuTicks: 1 }));
    for (let time = 0; time < 100; time += 1) {
      jest.advanceTimersByTime(200);
      watchdog.heard();
    }
    expect(onHang).not.toHaveBeenCalled();
    watchdog.stop();
  });

  it('leaves one alone that is silent and computes, up to the longest step', () => {
    let cpuTicks = 0;
    const { onHang } = watch(() => ({ state: 'S', cpuTicks: (cpuTicks += 1) }));
    jest.advanceTimersByTime(watchdogTiming.busyMs - 1_000);
    expect(onHang).not.toHaveBeenCalled();
    jest.advanceTimersByTime(2_000);
    expect(onHang).toHaveBeenCalledTimes(1);
  });

  it.each(['R', 'D'])('leaves one alone that is ready or reads a disk (%s)', (state) => {
    const { onHang } = watch(() => ({ state, cpuTicks: 1 }));
    jest.advanceTimersByTime(5_000);
    expect(onHang).not.toHaveBeenCalled();
  });

  it('finds one that does nothing, within a second', () => {
    const { onHang } = watch(() => ({ state: 'S', cpuTicks: 1 }));
    jest.advanceTimersByTime(900);
    expect(onHang).toHaveBeenCalledTimes(1);
  });

  it('finds a stopped one sooner', () => {
    const { onHang } = watch(() => ({ state: 'T', cpuTicks: 1 }));
    jest.advanceTimersByTime(watchdogTiming.quietMs + watchdogTiming.lookEveryMs);
    expect(onHang).toHaveBeenCalledTimes(1);
  });

  it('gives one that nobody can look at the longest time', () => {
    const { onHang } = watch(() => undefined);
    jest.advanceTimersByTime(watchdogTiming.busyMs - 1_000);
    expect(onHang).not.toHaveBeenCalled();
    jest.advanceTimersByTime(2_000);
    expect(onHang).toHaveBeenCalledTimes(1);
  });
});
