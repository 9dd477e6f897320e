import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * A stamp says for which input a step was done. It is written last, and stands in what the step
 * made, so that deleting that makes the step run again.
 *
 * @param {string} path
 * @param {string} input
 */
export async function isStamped(path, input) {
  return (await readFile(path, 'utf8').catch(() => undefined)) === input;
}

/**
 * @param {string} path
 * @param {string} input
 */
export async function writeStamp(path, input) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, input);
}

/**
 * @param {readonly string[]} files those that are missing count as empty
 * @param {readonly string[]} words
 */
export async function hashContents(files, words) {
  const hash = createHash('sha256').update(JSON.stringify(words));
  for (const file of files) {
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    hash.update(`\n${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Reads no file: a change shows in a file's size or time.
 *
 * @param {readonly string[]} folders
 * @param {(path: string) => boolean} counts
 */
export async function hashTree(folders, counts) {
  const rows = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || !counts(path)) continue;
      const { size, mtimeMs } = await stat(path);
      rows.push(`${path} ${size} ${mtimeMs}`);
    }
  }
  return createHash('sha256').update(rows.sort().join('\n')).digest('hex');
}
