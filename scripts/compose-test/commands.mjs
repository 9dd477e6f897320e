import { spawn } from 'node:child_process';

/** @typedef {{ readonly code: number, readonly output: string }} Ended */

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {Readonly<Record<string, string | undefined>>} [environment] that of this process unless told
 * @property {number} [timeoutMs] ten minutes unless told
 * @property {boolean} [show] pass its output on while it runs
 */

/**
 * Runs a command to its end; both outputs are one.
 *
 * @param {readonly string[]} command
 * @param {CommandOptions} [options]
 * @returns {Promise<Ended>}
 */
export function tryCommand([program = '', ...args], options = {}) {
  const { cwd, environment, timeoutMs = 600_000, show = false } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...(cwd !== undefined && { cwd }),
      env: environment ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
        if (show) process.stderr.write(text);
      });
    }
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 137, output }));
  });
}

/**
 * The same for a command that has to succeed; gives its output without the last line's end.
 *
 * @param {readonly string[]} command
 * @param {CommandOptions} [options]
 */
export async function runCommand(command, options) {
  const { code, output } = await tryCommand(command, options);
  if (code === 0) return output.trimEnd();
  const shown = command.slice(0, 4).join(' ');
  throw new Error(`"${shown} …" ended with ${code}:\n${output.slice(-4_000)}`);
}
