import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { Refusal } from './refusal.mjs';

/** @param {NodeJS.Platform} platform */
export function checkPlatform(platform) {
  if (platform === 'linux' || platform === 'darwin') return;
  throw new Refusal('Atelier runs on Linux and macOS: on Windows, start it inside WSL.');
}

/**
 * @param {string} host
 * @param {string | undefined} authMode what AUTH_MODE says
 */
export function checkHost(host, authMode) {
  const loopback = host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
  if (loopback || authMode === 'api-key') return;
  throw new Refusal(
    `Without keys Atelier is for one person, so it listens on this machine only and not on "${host}": leave --host out, or let others in with AUTH_MODE=api-key.`,
  );
}

/**
 * Makes the folder and really writes into it: rights alone do not tell (read-only disks, root).
 *
 * @param {string} dataDir
 */
export async function checkDataFolder(dataDir) {
  const probe = join(dataDir, `.write-test-${process.pid}`);
  try {
    await makeFolder(dataDir);
    await writeFile(probe, 'x', { flush: true });
    await rm(probe);
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code ?? 'unknown reason';
    throw new Refusal(
      `The data folder ${dataDir} can not be written (${code}): change its rights, or choose another with --data-dir.`,
      { cause: error },
    );
  }
}

/**
 * One level after another: Node's own recursive mkdir never ends where the system denies that a
 * folder can be made by saying that its parent is missing, as /proc does.
 *
 * @param {string} path absolute
 */
async function makeFolder(path) {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path || (await exists(parent))) throw error;
    await makeFolder(parent);
    await mkdir(path);
  }
}

/** @param {string} path */
async function exists(path) {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Asks before the long work, so that nobody waits for minutes to hear it.
 *
 * @param {{ host: string, port: number }} address
 */
export async function checkPort({ host, port }) {
  const code = await tryToListen(host, port);
  if (code === undefined) return;
  if (code === 'EADDRINUSE') {
    throw new Refusal(
      `Port ${port} on ${host} is taken by another program: stop that one, or choose another port with --port.`,
    );
  }
  if (code === 'EACCES') {
    throw new Refusal(
      `Port ${port} needs rights that you do not have: choose one above 1023 with --port.`,
    );
  }
  throw new Refusal(
    `Atelier can not listen on ${host}, port ${port} (${code}): check --host and --port.`,
  );
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | undefined>} why not, as an error code
 */
function tryToListen(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      resolve(error.code ?? 'unknown reason');
    });
    server.listen({ host, port }, () => {
      server.close(() => resolve(undefined));
    });
  });
}
