import { AppError, toAppError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';

/** Exit code of a process that can't start and need not be tried again (EX_CONFIG). */
const exitCannotStart = 78;
const exitFailed = 1;
/** A stop that takes longer is cut off. */
const defaultStopMs = 25_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Something running that can be stopped. */
export interface Running {
  /** Stops accepting, finishes or hands back what is under way, closes. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly log: Logger;
  readonly environment: Environment;
  /** The whole stop, in milliseconds. */
  readonly stopMs?: number;
  readonly start: () => Promise<Running>;
}

/**
 * Runs a process from start to a graceful stop: on SIGTERM, SIGINT, SIGHUP, or when the pipe to the
 * parent closes (`ATELIER_PARENT_PIPE=1`), so that a killed supervisor leaves nothing behind. An
 * error nobody caught is logged and ends the process with code 1; one that says `INVALID_CONFIG` or
 * `CANNOT_START` ends it with code 78.
 */
export async function runProcess(options: ProcessOptions): Promise<void> {
  const { log } = options;
  let running: Running | undefined;
  let stopping = false;
  let failed = false;

  const exit = async (code: number) => {
    await log.flush();
    process.exit(code);
  };
  const fail = (error: unknown) => {
    // What goes wrong on the way out must not keep the process here.
    if (failed) return;
    failed = true;
    const { code, message } = toAppError(error);
    log.fatal('process.failed', { message, ...errorFields(error) });
    const final = code === 'INVALID_CONFIG' || code === 'CANNOT_START';
    void exit(final ? exitCannotStart : exitFailed);
  };
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    const startedAt = Date.now();
    log.info('process.stopping', { signal });
    const timer = setTimeout(() => {
      fail(new AppError('DEADLINE_EXCEEDED', 'The process did not stop in time.'));
    }, options.stopMs ?? defaultStopMs);
    (running?.stop() ?? Promise.resolve())
      .then(() => {
        clearTimeout(timer);
        log.info('process.stopped', { durationMs: Date.now() - startedAt });
        return exit(0);
      })
      .catch(fail);
  };

  // Whoever read the log lines may be gone before this process is.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop(signal);
    });
  }
  watchParent(options.environment, stop);
  try {
    running = await options.start();
  } catch (error) {
    fail(error);
  }
}

function watchParent(environment: Environment, stop: (reason: string) => void): void {
  if (environment['ATELIER_PARENT_PIPE'] !== '1') return;
  process.stdin.on('end', () => {
    stop('parent-gone');
  });
  process.stdin.on('error', () => {
    stop('parent-gone');
  });
  process.stdin.resume();
  process.stdin.unref();
}
