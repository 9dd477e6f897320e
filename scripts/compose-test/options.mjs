import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from '../bootstrap/refusal.mjs';

/**
 * @typedef {object} Options
 * @property {string} workDir absolute; images, volumes and downloads
 * @property {number} port on loopback
 * @property {boolean} keepRunning
 * @property {boolean} basesOnly
 * @property {boolean} help
 */

export const helpText = `Runs compose.yaml with podman on this machine and tests it from outside.

  node scripts/compose-test.mjs [options]

  --work-dir DIR  everything that is made: bases, images, volumes (a folder for temporary files);
                  kept for the next run, which is then minutes faster
  --port N        port to publish on 127.0.0.1 (18080)
  --bases-only    make the bases and stop
  --keep-running  leave the stack up, to look at it
  --help          show this

Needs root, podman, runc, netavark, aardvark-dns, iptables and debootstrap (all of Debian 12), Python
3.10 or newer, npm and Go.`;

/**
 * @param {readonly string[]} argv
 * @returns {Options}
 */
export function readOptions(argv) {
  const values = parse(argv);
  const port = Number(values.port ?? 18_080);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Refusal('--port takes a number from 1 to 65535.', { exitCode: 2 });
  }
  return {
    workDir: resolve(values['work-dir'] ?? join(tmpdir(), 'atelier-compose-test')),
    port,
    keepRunning: values['keep-running'] ?? false,
    basesOnly: values['bases-only'] ?? false,
    help: values.help ?? false,
  };
}

/** @param {readonly string[]} argv */
function parse(argv) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        'work-dir': { type: 'string' },
        port: { type: 'string' },
        'bases-only': { type: 'boolean' },
        'keep-running': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    throw new Refusal(`${sentence} See --help.`, { exitCode: 2 });
  }
}
