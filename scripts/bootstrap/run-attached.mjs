import { spawn } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';

/** A child that was asked to stop and has not. */
const stopDeadlineMs = 20_000;

/**
 * Runs a command on this terminal. Ctrl-C reaches it from the terminal; other requests to stop are
 * passed on.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ root: string, environment: NodeJS.ProcessEnv, signal: AbortSignal }} options
 * @returns {Promise<number>} the exit code
 * @throws {unknown} the signal's reason when it was interrupted
 */
export async function runAttached(command, args, { root, environment, signal }) {
  signal.throwIfAborted();
  const child = spawn(command, args, { cwd: root, env: environment, stdio: 'inherit' });
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const stop = () => {
    child.kill('SIGTERM');
    timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
  };
  signal.addEventListener('abort', stop);
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  return code;
}
