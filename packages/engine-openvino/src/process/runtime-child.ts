import { spawn } from 'node:child_process';
import { RuntimeEvent, runtimeLimits, type RuntimeCommand } from '@atelier/contracts';
import { createFrameDecoder, encodeFrame } from '../protocol/frames.js';
import { readLines } from './read-lines.js';

/** How to start a runtime process. */
export interface RuntimeLaunch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The child's whole environment: none of ours is handed on. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ChildHandlers {
  readonly onEvent: (event: RuntimeEvent) => void;
  /** A line of its log. */
  readonly onLine: (line: string) => void;
  /** Called once, last: how it ended, in words. */
  readonly onGone: (how: string) => void;
}

/** A runtime process that speaks frames. */
export interface RuntimeChild {
  readonly pid: number | undefined;
  send(command: RuntimeCommand): void;
  /** Ends it at once; `onGone` gets `why` in place of the bare signal. */
  kill(why: string): void;
}

/** After an exit its pipes close by themselves; this is for the case that someone holds them. */
const pipesCloseWithinMs = 300;

/** Starts the process in a session of its own, so that Ctrl-C in a terminal does not reach it. */
export function spawnRuntime(launch: RuntimeLaunch, handlers: ChildHandlers): RuntimeChild {
  const child = spawn(launch.command, launch.args, {
    cwd: launch.cwd,
    env: launch.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let killedFor: string | undefined;
  let isGone = false;
  const gone = (how: string) => {
    if (isGone) return;
    isGone = true;
    handlers.onGone(killedFor ?? how);
  };
  const kill = (why: string) => {
    killedFor ??= why;
    child.kill('SIGKILL');
  };

  const decoder = createFrameDecoder(runtimeLimits.maxFrameBytes);
  child.stdout.on('data', (chunk: Buffer) => {
    if (killedFor !== undefined) return;
    try {
      for (const message of decoder.push(chunk)) handlers.onEvent(RuntimeEvent.parse(message));
    } catch {
      // What was said is not repeated: it may hold a conversation.
      kill('it broke the protocol');
    }
  });
  readLines(child.stderr, handlers.onLine);
  for (const stream of [child.stdin, child.stdout]) stream.on('error', () => undefined);

  child.on('error', (error) => {
    gone(`it could not be started: ${error.message}`);
  });
  child.on('exit', (code, signal) => {
    const how = signal ? `it was ended by ${signal}` : `it ended with exit code ${code ?? -1}`;
    setTimeout(gone, pipesCloseWithinMs, how).unref();
    child.once('close', () => {
      gone(how);
    });
  });
  return {
    pid: child.pid,
    send(command) {
      if (!isGone && child.stdin.writable) child.stdin.write(encodeFrame(command));
    },
    kill,
  };
}
