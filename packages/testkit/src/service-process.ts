import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { readLines } from '@atelier/embedded';
import { endChild } from './end-child.js';
import { createServiceLog, type LoggedEvent } from './service-log.js';
import { testVariable } from './test-environment.js';
import { waitFor } from './wait-for.js';

export interface SpawnServiceOptions {
  /** JavaScript file to run, for instance the path of `services/gateway/dist/main.js`. */
  readonly entry: string;
  /** All that the service sees of the environment, but for PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** For messages; the entry's folder unless told. */
  readonly name?: string;
  readonly cwd?: string;
}

export interface ServiceExit {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

export interface WaitForEventOptions {
  /** 30,000 ms unless told. */
  readonly timeoutMs?: number;
  /** Looks only at lines from this one on; see `lineCount`. */
  readonly from?: number;
  readonly where?: (event: LoggedEvent) => boolean;
}

/** A service that runs as a child of the test. */
export interface ServiceProcess {
  readonly pid: number;
  readonly exited: Promise<ServiceExit>;
  /** Lines written so far. */
  lineCount(): number;
  /** The JSON lines so far, oldest first. */
  events(): readonly LoggedEvent[];
  /** All the last lines, JSON or not, for messages of failed tests. */
  output(): string;
  /**
   * The first line with this event name, past or to come.
   *
   * @throws Error when the time is up, or when the process ends without it.
   */
  waitForEvent(event: string, options?: WaitForEventOptions): Promise<LoggedEvent>;
  kill(signal: NodeJS.Signals): void;
  /** Ends it with SIGTERM, by force after 30 s. Resolves when it is gone, also if it was before. */
  stop(): Promise<ServiceExit>;
}

const stopMs = 30_000;

/** Starts a service with captured logs. It ends by itself when the test process is gone. */
export function spawnService(options: SpawnServiceOptions): ServiceProcess {
  const name = options.name ?? basename(dirname(dirname(options.entry)));
  const log = createServiceLog();
  const child = spawn(process.execPath, ['--enable-source-maps', options.entry], {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: { PATH: testVariable('PATH') ?? '', ATELIER_PARENT_PIPE: '1', ...options.env },
    // The service watches standard input: it closes when this process is gone.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  readLines(child.stdout, log.add);
  readLines(child.stderr, log.add);
  let exit: ServiceExit | undefined;
  const exited = new Promise<ServiceExit>((resolve) => {
    const settle = (exitCode: number | null, signal: NodeJS.Signals | null) => {
      exit = { exitCode: exitCode ?? undefined, signal: signal ?? undefined };
      resolve(exit);
    };
    child.once('error', (error) => {
      log.add(error.message);
      settle(127, null);
    });
    // 'close' comes after the last line was read.
    child.once('close', settle);
  });

  return {
    pid: child.pid ?? -1,
    exited,
    lineCount: log.count,
    events: log.events,
    output: log.output,
    async waitForEvent(event, { timeoutMs = 30_000, from = 0, where = () => true } = {}) {
      const look = () => {
        const found = log.events(from).find((line) => line.event === event && where(line));
        return found ?? (exit && 'ended');
      };
      const what = `${event} of ${name}`;
      const found = await waitFor(look, { timeoutMs, what }).catch((error: unknown) => {
        throw new Error(`No ${event}.\n${log.output()}`, { cause: error });
      });
      if (found !== 'ended') return found;
      throw new Error(`${name} ended before ${event} came.\n${log.output()}`);
    },
    kill(signal) {
      child.kill(signal);
    },
    async stop() {
      await endChild(child, stopMs);
      return await exited;
    },
  };
}
