import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTimeOf } from './process-identity.mjs';

const maxTries = 100;

/**
 * @typedef {object} Lock
 * @property {() => void} release
 */

/**
 * Takes a lock that is a file naming its holder. One whose holder is gone, however it ended, is
 * taken over.
 *
 * @param {string} path
 * @returns {Promise<Lock | { heldBy: number }>}
 */
export async function takeLock(path) {
  await mkdir(dirname(path), { recursive: true });
  for (let tries = 0; tries < maxTries; tries += 1) {
    if (await create(path)) return { release: () => rmSync(path, { force: true }) };
    const content = await read(path);
    const holder = toHolder(content);
    if (holder && startTimeOf(holder.pid) === holder.startTime) return { heldBy: holder.pid };
    if (content !== undefined) await removeStale(path, content);
  }
  throw new Error(`the lock ${path} can not be taken`);
}

/**
 * Two processes may find the same stale lock; the second must not remove what the first has put in
 * its place. So whoever removes holds a second lock, for an instant.
 *
 * @param {string} path
 * @param {string} stale
 */
async function removeStale(path, stale) {
  const guard = `${path}.guard`;
  if (!(await create(guard))) {
    const holder = toHolder(await read(guard));
    if (!holder || startTimeOf(holder.pid) !== holder.startTime) await rm(guard, { force: true });
    await sleep(20);
    return;
  }
  try {
    if ((await read(path)) === stale) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/**
 * Makes the file with its content in one step, or not at all.
 *
 * @param {string} path
 */
async function create(path) {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const holder = { pid: process.pid, startTime: startTimeOf(process.pid) };
  await writeFile(temporary, JSON.stringify(holder));
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** @param {string} path */
async function read(path) {
  return await readFile(path, 'utf8').catch(() => undefined);
}

/**
 * @param {string | undefined} content
 * @returns {{ pid: number, startTime: string } | undefined}
 */
function toHolder(content) {
  try {
    const { pid, startTime } = JSON.parse(content ?? '');
    return typeof pid === 'number' && typeof startTime === 'string'
      ? { pid, startTime }
      : undefined;
  } catch {
    return undefined;
  }
}
