import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The secret kept in a file, made on first use: 32 random bytes as base64url (43 characters). The
 * file has mode 0600, its folder 0700. Two processes that ask at once get the same secret.
 */
export async function readOrCreateSecret(path: string): Promise<string> {
  const kept = await readSecret(path);
  if (kept !== undefined) return kept;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${String(process.pid)}.${randomBytes(4).toString('hex')}`;
  await writeFile(temporary, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true });
  try {
    // link() fails where rename() would replace what another process has just made.
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // What stands there and could not be read as a secret is empty: a write that never finished.
    if ((await readSecret(path)) === undefined) {
      await rm(path, { force: true });
      return await readOrCreateSecret(path);
    }
  } finally {
    await rm(temporary, { force: true });
  }
  return (await readSecret(path)) ?? (await readOrCreateSecret(path));
}

async function readSecret(path: string): Promise<string | undefined> {
  try {
    const secret = (await readFile(path, 'utf8')).trim();
    return secret === '' ? undefined : secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
