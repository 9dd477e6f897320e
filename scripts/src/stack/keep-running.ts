import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerExit } from '@atelier/embedded';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';

/** A process of the stack. */
export interface RunningProcess {
  readonly pid: number;
  readonly exited: Promise<ServerExit>;
  /** In good order, by force after a deadline. */
  stop(): Promise<void>;
  /** At once. */
  kill(): Promise<void>;
}

export interface KeepRunningOptions {
  readonly name: string;
  readonly launch: (signal: AbortSignal) => RunningProcess | Promise<RunningProcess>;
  readonly log: Logger;
  /** Until then, a process that can't start is a reason to give up. */
  readonly isStackReady: () => boolean;
  /** The process's own last words, if it had any. */
  readonly lastWords: () => string | undefined;
  /** Called at most once, with a sentence, when the process can't start. */
  readonly onHopeless: (sentence: string) => void;
  /** The first pause before a restart, in milliseconds; each is twice the last one. */
  readonly firstPauseMs?: number;
}

/** A process that is started again whenever it ends. */
export interface KeptProcess {
  /** Resolves when it runs for the first time. Stays open when that never happens. */
  readonly started: Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** What a service exits with when another try can't help (EX_CONFIG). */
const exitCannotStart = 78;
const maxPauseMs = 5_000;
const maxFailuresBeforeReady = 5;
/** One that ran this long has recovered. */
const soundAfterMs = 30_000;

/** Starts a process and keeps it running until it is stopped. */
export function keepRunning(options: KeepRunningOptions): KeptProcess {
  const { name, log, firstPauseMs = 200 } = options;
  const aborter = new AbortController();
  const { signal } = aborter;
  let current: RunningProcess | undefined;
  let markStarted: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (markStarted = resolve));

  const runOnce = async (): Promise<Ending> => {
    try {
      current = await options.launch(signal);
      if (signal.aborted) await current.stop();
      log.info('process.started', { dependency: name, pid: current.pid });
      markStarted();
      return await current.exited;
    } catch (error) {
      return { error };
    } finally {
      current = undefined;
    }
  };
  const loop = async () => {
    for (let failures = 0; !signal.aborted;) {
      const startedAt = Date.now();
      const ending = await runOnce();
      // The signal may have come while it ran.
      if (isAborted(signal)) return;
      failures = Date.now() - startedAt >= soundAfterMs ? 1 : failures + 1;
      const tooOften = failures >= maxFailuresBeforeReady;
      if (!options.isStackReady() && (isFinal(ending) || tooOften)) {
        options.onHopeless(explain(name, ending, options.lastWords()));
        return;
      }
      const delayMs = Math.min(maxPauseMs, firstPauseMs * 2 ** (failures - 1));
      log.warn('process.restarting', { dependency: name, delayMs, ...describe(ending) });
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const done = loop();
  const end = async (how: 'stop' | 'kill') => {
    aborter.abort();
    await current?.[how]();
    await done;
  };
  return { started, stop: () => end('stop'), kill: () => end('kill') };
}

type Ending = ServerExit | { readonly error: unknown };

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function isFinal(ending: Ending): boolean {
  if ('error' in ending) return AppError.is(ending.error) && !ending.error.retryable;
  return ending.exitCode === exitCannotStart;
}

function describe(ending: Ending) {
  return 'error' in ending ? { message: toSentence(ending.error) } : ending;
}

function toSentence(error: unknown): string {
  if (AppError.is(error)) return error.message;
  return error instanceof Error ? error.message : String(error);
}

function explain(name: string, ending: Ending, lastWords: string | undefined): string {
  if ('error' in ending) return toSentence(ending.error);
  const how = ending.signal ?? `exit code ${ending.exitCode ?? 'unknown'}`;
  return `${name} can not start: ${lastWords ?? `it ended with ${how}; its log says more.`}`;
}
