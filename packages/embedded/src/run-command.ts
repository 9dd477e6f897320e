import { spawnServer, type ServerCommand } from './server-process.js';
import { settledWithin } from './wait.js';

/** Runs a command to its end. Gives its last lines, and whether it ended well and in time. */
export async function runCommand(
  command: ServerCommand,
  options: { readonly deadlineMs: number; readonly log?: (line: string) => void },
): Promise<{ readonly ok: boolean; readonly lines: readonly string[] }> {
  const child = spawnServer(command, options.log ?? (() => undefined));
  if (child === undefined) return { ok: false, lines: [`${command.command} does not run`] };
  const inTime = await settledWithin(child.exited, options.deadlineMs);
  if (!inTime) {
    await child.end([{ signal: 'SIGKILL', withinMs: 2_000 }]);
    return { ok: false, lines: [...child.lastLines(), 'it took too long and was stopped'] };
  }
  const { exitCode } = await child.exited;
  return { ok: exitCode === 0, lines: child.lastLines() };
}
