import { spawn } from 'node:child_process';
import { readLines } from './lines.js';
import { settledWithin } from './wait.js';

/** How a server ended. */
export interface ServerExit {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/** A server that runs as our child, on a loopback port. */
export interface EmbeddedServer {
  /** Address with user and password: a secret. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server is gone, whoever ended it. Never rejects. */
  readonly exited: Promise<ServerExit>;
  /** Stops it in good order, by force after a deadline. Resolves when it is gone. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. Resolves when it is gone. */
  kill(): Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  /** Written to standard input, which is then closed. */
  readonly input?: string;
}

export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<ServerExit>;
  readonly hasExited: () => boolean;
  /** The last lines it wrote, oldest first. */
  readonly lastLines: () => readonly string[];
  /** Sends each signal in turn, going on to the next when its time has passed. */
  readonly end: (steps: readonly EndStep[]) => Promise<void>;
}

interface EndStep {
  readonly signal: NodeJS.Signals;
  readonly withinMs: number;
}

const keptLines = 60;

/**
 * Starts a server in its own session, so that Ctrl-C in a terminal does not reach it before those
 * who use it have stopped.
 */
export function spawnServer(
  server: ServerCommand,
  log: (line: string) => void,
): ServerProcess | undefined {
  const { command, args, env, uid, gid, input } = server;
  const child = spawn(command, args, {
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
  const lines: string[] = [];
  const keep = (line: string) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    log(line);
  };
  readLines(child.stdout, keep);
  readLines(child.stderr, keep);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');

  let exited = false;
  const exit = new Promise<ServerExit>((resolve) => {
    const settle = (exitCode: number | null, signal: NodeJS.Signals | null) => {
      exited = true;
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    };
    child.once('error', (error) => {
      keep(`${command} does not run: ${error.message}`);
      settle(127, null);
    });
    // 'close' comes after the last line was read, 'exit' may come before.
    child.once('close', settle);
    // Its children may hold the pipes open after it is gone.
    child.once('exit', (...end) => setTimeout(settle, 1_000, ...end).unref());
  });
  if (child.pid === undefined) return undefined;
  return {
    pid: child.pid,
    exited: exit,
    hasExited: () => exited,
    lastLines: () => lines,
    end: async (steps) => {
      for (const { signal, withinMs } of steps) {
        if (exited) return;
        child.kill(signal);
        if (await settledWithin(exit, withinMs)) return;
      }
    },
  };
}
