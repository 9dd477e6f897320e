import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@atelier/errors';
import { freePort } from './free-port.js';
import { spawnServer, type ServerCommand, type ServerProcess } from './server-process.js';
import { waitUntil } from './wait.js';

/** What happened to a server that ended while it started. */
export type Trouble = 'port-taken' | 'try-again' | 'hopeless';

export interface StartOptions {
  /** For sentences: "Postgres", "Redis". */
  readonly name: string;
  /** Without one, a free port is chosen. */
  readonly port: number | undefined;
  readonly deadlineMs: number;
  readonly command: (port: number) => ServerCommand;
  /** Whether the server with this process id, and no other one, answers on this port. */
  readonly isReady: (port: number, pid: number) => Promise<boolean>;
  readonly judge: (lines: readonly string[]) => Trouble;
  /** The line that says best why it ended. */
  readonly reason: (lines: readonly string[]) => string | undefined;
  readonly log: (line: string) => void;
  readonly onSpawn: (pid: number) => void;
  readonly signal: AbortSignal | undefined;
}

const maxPortTries = 5;
const retryIntervalMs = 300;

/** Starts a server and waits until it answers, trying again where that can help. */
export async function startServer(
  options: StartOptions,
): Promise<{ readonly port: number; readonly server: ServerProcess }> {
  const { name, signal } = options;
  const end = Date.now() + options.deadlineMs;
  let portsTried = 0;
  for (;;) {
    signal?.throwIfAborted();
    const port = options.port ?? (await freePort());
    const server = spawnServer(options.command(port), options.log);
    if (server === undefined) throw cannotStart(name, 'its program does not run');
    options.onSpawn(server.pid);
    const result = await waitUntil(() => options.isReady(port, server.pid), {
      deadlineMs: end - Date.now(),
      intervalMs: 25,
      giveUp: () => server.hasExited() || signal?.aborted === true,
    });
    if (result === 'yes' && !server.hasExited()) return { port, server };
    await server.end([
      { signal: 'SIGINT', withinMs: 5_000 },
      { signal: 'SIGKILL', withinMs: 2_000 },
    ]);
    signal?.throwIfAborted();
    if (result === 'too-late') throw cannotStart(name, 'it did not answer in time');
    const trouble = options.judge(server.lastLines());
    portsTried += trouble === 'port-taken' ? 1 : 0;
    const tooOften = portsTried >= maxPortTries;
    if (trouble === 'hopeless' || tooOften || Date.now() + retryIntervalMs > end) {
      const taken = trouble === 'port-taken' ? `port ${String(port)} is taken` : undefined;
      throw cannotStart(name, taken ?? options.reason(server.lastLines()) ?? 'it gave no reason');
    }
    await sleep(retryIntervalMs, undefined, signal === undefined ? {} : { signal });
  }
}

function cannotStart(name: string, why: string): AppError {
  return new AppError('CANNOT_START', `${name} does not start: ${why.replace(/[.:]$/, '')}.`);
}
