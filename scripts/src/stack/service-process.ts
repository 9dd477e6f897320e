import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLines } from '@atelier/embedded';
import { AppError } from '@atelier/errors';
import type { RunningProcess } from './keep-running.js';

/** A Node process of Atelier. */
export interface ServiceSpec {
  readonly name: string;
  /** Path of the file that Node runs. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface SpawnOptions {
  readonly cwd: string;
  readonly onLine: (line: string) => void;
  readonly onSpawn: (pid: number) => void;
}

/** Services have promised to stop within 25 s. */
const stopDeadlineMs = 28_000;

/**
 * Starts a service in a session of its own, so that Ctrl-C reaches it once, from us. Its standard
 * input is a pipe from us and nothing else: when we die, it ends, and the service stops.
 *
 * @throws AppError `CANNOT_START` when Node itself does not run
 */
export function spawnService(spec: ServiceSpec, options: SpawnOptions): RunningProcess {
  const child = spawn(process.execPath, [spec.entry], {
    cwd: options.cwd,
    env: { ...spec.env, ATELIER_PARENT_PIPE: '1' },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const { pid } = child;
  if (pid === undefined) throw new AppError('CANNOT_START', `${spec.name} can not be started.`);
  options.onSpawn(pid);
  readLines(child.stdout, options.onLine);
  readLines(child.stderr, options.onLine);

  const exited: RunningProcess['exited'] = new Promise((resolve) => {
    const settle = (exitCode: number | null, signal: NodeJS.Signals | null) => {
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    };
    // 'close' comes after the last line was read; a grandchild that holds the pipe may delay it.
    child.once('close', settle);
    child.once('exit', (...end) => globalThis.setTimeout(settle, 1_000, ...end));
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return {
    pid,
    exited,
    kill,
    stop: async () => {
      child.kill('SIGTERM');
      const aborter = new AbortController();
      const late = sleep(stopDeadlineMs, undefined, { signal: aborter.signal }).then(
        kill,
        () => undefined,
      );
      await exited;
      aborter.abort();
      await late;
    },
  };
}
