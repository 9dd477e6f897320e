import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * The beginning of a command line that runs the rest of it with no network but loopback, if this
 * machine lets us: Linux, with `unshare` and network namespaces.
 *
 * @param {{ root: string, python: string }} options
 * @returns {Promise<readonly [string, ...string[]] | undefined>}
 */
export async function noNetworkPrefix({ root, python }) {
  if (process.platform !== 'linux') return undefined;
  const rights = process.getuid?.() === 0 ? [] : ['--map-current-user', '--keep-caps'];
  const script = join(root, 'scripts', 'bootstrap', 'loopback_only.py');
  /** @type {[string, ...string[]]} */
  const prefix = ['unshare', ...rights, '--net', python, script];
  return (await succeeds([...prefix, 'true'])) ? prefix : undefined;
}

/** @param {string[]} command */
function succeeds([command = '', ...args]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore' });
    child.once('error', () => {
      resolve(false);
    });
    child.once('exit', (code) => {
      resolve(code === 0);
    });
  });
}
