import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readOrCreateSecret } from './secret.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-secret-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('readOrCreateSecret', () => {
  it('makes one secret, also for many who ask at once, that others can not read', async () => {
    const path = join(folder, 'secrets', 'token');
    const secrets = await Promise.all(Array.from({ length: 20 }, () => readOrCreateSecret(path)));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[\w-]{43}$/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'secrets'))).mode & 0o777).toBe(0o700);
  });

  it('replaces a file that a crash left empty', async () => {
    const path = join(folder, 'token');
    await writeFile(path, '');
    expect(await readOrCreateSecret(path)).toHaveLength(43);
  });
});
