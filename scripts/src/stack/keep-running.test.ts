import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import { keepRunning, type RunningProcess } from './keep-running.js';

type Exit = Awaited<RunningProcess['exited']>;

/** A process that ends when told to. */
function fakeProcess() {
  let end: (exit: Exit) => void = () => undefined;
  const exited = new Promise<Exit>((resolve) => (end = resolve));
  const stop = jest.fn(() => {
    end({ exitCode: 0, signal: undefined });
    return Promise.resolve();
  });
  return {
    pid: 1,
    exited,
    stop,
    kill: stop,
    die: (exitCode: number) => {
      end({ exitCode, signal: undefined });
    },
  };
}

const silent = { info: () => undefined, warn: () => undefined } as unknown as Logger;

function keep(launch: () => RunningProcess, options: { ready?: boolean; words?: string } = {}) {
  const onHopeless = jest.fn<(sentence: string) => void>();
  const kept = keepRunning({
    name: 'worker',
    launch,
    log: silent,
    isStackReady: () => options.ready ?? false,
    lastWords: () => options.words,
    onHopeless,
    firstPauseMs: 1,
  });
  return { kept, onHopeless };
}

describe('keepRunning', () => {
  it('launches again what ends', async () => {
    const launched = [fakeProcess(), fakeProcess()];
    const launch = jest.fn(() => launched[launch.mock.calls.length - 1] ?? fakeProcess());
    const { kept } = keep(launch);
    await kept.started;
    launched[0]?.die(1);
    while (launch.mock.calls.length < 2) await sleep(1);
    await kept.stop();
    expect(launched[1]?.stop).toHaveBeenCalledTimes(1);
    expect(launch).toHaveBeenCalledTimes(2);
  });

  it('gives up at once on what says that it can not start', async () => {
    const launch = jest.fn(() => {
      const process = fakeProcess();
      process.die(78);
      return process;
    });
    const { kept, onHopeless } = keep(launch, { words: 'PORT is missing.' });
    while (onHopeless.mock.calls.length === 0) await sleep(1);
    expect(onHopeless).toHaveBeenCalledWith('worker can not start: PORT is missing.');
    expect(launch).toHaveBeenCalledTimes(1);
    await kept.stop();
  });

  it('gives up on a launch that has no hope, with its sentence', async () => {
    const { onHopeless } = keep(() => {
      throw new AppError('CANNOT_START', 'There is no Redis.');
    });
    while (onHopeless.mock.calls.length === 0) await sleep(1);
    expect(onHopeless).toHaveBeenCalledWith('There is no Redis.');
  });

  it('never gives up once the stack was ready', async () => {
    const launch = jest.fn(() => {
      const process = fakeProcess();
      process.die(78);
      return process;
    });
    const { kept, onHopeless } = keep(launch, { ready: true });
    while (launch.mock.calls.length < 8) await sleep(1);
    await kept.stop();
    expect(onHopeless).not.toHaveBeenCalled();
  });
});
