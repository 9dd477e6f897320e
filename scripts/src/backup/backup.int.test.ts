import { execFile } from 'node:child_process';
import { appendFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { imageKey } from '@atelier/contracts';
import { createDatabase } from '@atelier/database';
import { findPostgres, startPostgres } from '@atelier/embedded';
import { createBlobStore } from '@atelier/storage';
import {
  createTestDatabase,
  tempDir,
  testS3,
  type TempDir,
  type TestDatabase,
} from '@atelier/testkit';
import { takeLock } from '../../bootstrap/lock.mjs';
import { runBackup } from './main.js';
import { useSite, type Used } from './testing/used-site.js';

const checkout = join(import.meta.dirname, '..', '..', '..');
const execute = promisify(execFile);

describe('backup', () => {
  let dir: TempDir;
  let old: TestDatabase;
  let fresh: TestDatabase;
  let used: Used;
  let binDir: string;
  beforeEach(async () => {
    [dir, old, fresh, binDir] = await Promise.all([
      tempDir(),
      createTestDatabase(),
      createTestDatabase(),
      findPostgres({ venvDir: join(checkout, '.venv') }),
    ]);
    used = await useSite(old.url, { kind: 'folder', root: inDir('old') });
  });
  afterEach(() => Promise.all([dir.remove(), old.drop(), fresh.drop()]));

  const inDir = (name: string) => join(dir.path, name);
  const at = (database: TestDatabase, blobs: string) => ({
    DATABASE_URL: database.url,
    BLOB_DIR: inDir(blobs),
    PG_BIN_DIR: binDir,
  });

  async function run(command: string, environment: Record<string, string>, root = dir.path) {
    const texts = { output: '', errors: '' };
    const collect = (name: keyof typeof texts) =>
      new PassThrough().on('data', (chunk: Buffer) => (texts[name] += chunk.toString()));
    const code = await runBackup({
      root,
      argv: command.split(' ').filter(Boolean),
      environment,
      output: collect('output'),
      errors: collect('errors'),
    });
    return { code, ...texts };
  }

  /** Every row of every table, in words. */
  async function rowsOf(url: string): Promise<string> {
    const { stdout } = await execute(join(binDir, 'pg_dump'), [
      '--data-only',
      '--column-inserts',
      `--dbname=${url}`,
    ]);
    return stdout.replaceAll(/^\\(un)?restrict .*$/gm, '');
  }

  async function objectsIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
    const blobs = await createBlobStore({ kind: 'folder', root: folder });
    const keys = await blobs.list('', { limit: 1_000 });
    const entries = keys.map(async (key): Promise<[string, Buffer]> => [
      key,
      Buffer.from((await blobs.get(key)) ?? new Uint8Array()),
    ]);
    return new Map(await Promise.all(entries));
  }

  it('brings rows, keys and pictures back after everything was lost', async () => {
    const before = await rowsOf(old.url);
    expect(before).toContain('INSERT INTO public.images');
    const made = await run(`create ${inDir('backup')}`, at(old, 'old'));
    expect(made).toMatchObject({ code: 0, errors: '' });
    expect(made.output).toMatch(/ rows and 6 objects \(\d+\.\d MiB\) of 20/);
    await old.drop();
    await rm(inDir('old'), { recursive: true });

    expect(await run(`verify ${inDir('backup')}`, {})).toMatchObject({ code: 0, errors: '' });
    const restored = await run(`restore ${inDir('backup')}`, at(fresh, 'fresh'));
    expect(restored).toMatchObject({ code: 0, errors: '' });
    expect(await rowsOf(fresh.url)).toBe(before);
    expect(await objectsIn(inDir('fresh'))).toEqual(used.objects);
    const database = createDatabase({ url: fresh.url, onError: () => undefined });
    expect(await database.apiKeys.find(used.key)).toMatchObject({ ownerId: used.ownerId });
    await database.close();
  });

  it('is for the owner alone, and never written over', async () => {
    await run(`create ${inDir('backup')}`, at(old, 'old'));
    expect((await stat(inDir('backup'))).mode & 0o077).toBe(0);
    const again = await run(`create ${inDir('backup')}`, at(old, 'old'));
    expect(again).toMatchObject({ code: 1, errors: expect.stringMatching(/something in it/) });
  });

  it('goes back to what was, also over newer rows and tables', async () => {
    const before = await rowsOf(old.url);
    await run(`create ${inDir('backup')}`, at(old, 'old'));
    await useSite(old.url, { kind: 'folder', root: inDir('old') });
    const sql = 'create table newer (id int references later (id))';
    await execute(join(binDir, 'psql'), [
      `--command=create table later (id int primary key); ${sql}`,
      old.url,
    ]);
    const refused = await run(`restore ${inDir('backup')}`, at(old, 'old'));
    expect(refused).toMatchObject({ code: 1, errors: expect.stringMatching(/--replace/) });
    expect(await rowsOf(old.url)).not.toBe(before);
    const replaced = await run(`restore ${inDir('backup')} --replace`, at(old, 'old'));
    expect(replaced).toMatchObject({ code: 0, errors: '' });
    expect(await rowsOf(old.url)).toBe(before);
  });

  it('leaves the database as it was when it can not be restored', async () => {
    await run(`create ${inDir('backup')}`, at(old, 'old'));
    // Something that the script does not clear away and that is in the way of a table.
    await execute(join(binDir, 'psql'), ['--command=create view images as select 1', fresh.url]);
    const failed = await run(`restore ${inDir('backup')} --replace`, at(fresh, 'fresh'));
    expect(failed).toMatchObject({ code: 1, errors: expect.stringMatching(/images.* exists/) });
    expect(await rowsOf(fresh.url)).not.toContain('INSERT');
  });

  it('is refused when a file of it is damaged, missing or foreign', async () => {
    await run(`create ${inDir('backup')}`, at(old, 'old'));
    const key = imageKey(used.jobIds[0] ?? '', 0);
    const picture = join(inDir('backup'), 'objects', key);
    await appendFile(picture, 'x');
    const damaged = await run(`restore ${inDir('backup')}`, at(fresh, 'fresh'));
    expect(damaged).toMatchObject({ code: 1, errors: expect.stringContaining(key) });
    expect(await rowsOf(fresh.url)).not.toContain('INSERT');
    await rm(picture);
    expect(await run(`verify ${inDir('backup')}`, {})).toMatchObject({ code: 1 });
    await rm(join(inDir('backup'), 'manifest.json'));
    const cut = await run(`verify ${inDir('backup')}`, {});
    expect(cut).toMatchObject({ code: 1, errors: expect.stringMatching(/not a whole backup/) });
  });

  it('tells of pictures whose files are gone or damaged', async () => {
    const [first = '', second = ''] = used.jobIds.map((id) => imageKey(id, 0));
    await rm(join(inDir('old'), first));
    await writeFile(join(inDir('old'), second), 'other');
    const made = await run(`create ${inDir('backup')}`, at(old, 'old'));
    expect(made).toMatchObject({ code: 1, output: '' });
    expect(made.errors).toContain(first);
    expect(made.errors).toContain(second);
    const restored = await run(`restore ${inDir('backup')}`, at(fresh, 'fresh'));
    expect(restored).toMatchObject({ code: 1, errors: expect.stringMatching(/restored, but 2/) });
  });

  it('is not restored under a gateway that runs', async () => {
    await run(`create ${inDir('backup')}`, at(old, 'old'));
    const gateway = createDatabase({ url: fresh.url, onError: () => undefined });
    await gateway.ping();
    const refused = await run(`restore ${inDir('backup')}`, at(fresh, 'fresh'));
    await gateway.close();
    expect(refused).toMatchObject({ code: 1, errors: expect.stringMatching(/stop it first/) });
  });

  it('moves a site with S3 into the data folder of npm start', async () => {
    const server = testS3();
    if (server === undefined) return;
    const store = { kind: 's3' as const, ...server };
    const before = await useSite(old.url, store);
    const made = await run(`create ${inDir('backup')}`, {
      DATABASE_URL: old.url,
      PG_BIN_DIR: binDir,
      S3_ENDPOINT: server.endpoint,
      S3_BUCKET: server.bucket,
      S3_REGION: server.region,
      S3_ACCESS_KEY_ID: server.accessKeyId,
      S3_SECRET_ACCESS_KEY: server.secretAccessKey,
    });
    // Pictures of the first site lie elsewhere.
    expect(made).toMatchObject({ code: 1, errors: expect.stringMatching(/: 2 \(/) });
    const rows = await rowsOf(old.url);
    const data = inDir('data');
    const restored = await run(`restore ${inDir('backup')} --data-dir ${data}`, {}, checkout);
    expect(restored).toMatchObject({ errors: expect.stringMatching(/restored, but 2/) });
    for (const [key, bytes] of before.objects) {
      expect((await objectsIn(join(data, 'blobs'))).get(key)).toEqual(bytes);
    }
    const postgres = await startPostgres({
      binDir,
      dataDir: join(data, 'postgres'),
      log: () => undefined,
    });
    expect(await rowsOf(postgres.url)).toBe(rows);
    await postgres.stop();
    expect(await readdir(join(data, 'run'))).toEqual([]);
  });

  it('finds the Postgres of an Atelier that runs', async () => {
    const lock = await takeLock(inDir('data/run/lock'));
    const starting = await run(`create ${inDir('backup')}`, { PG_BIN_DIR: binDir });
    expect(starting).toMatchObject({ code: 1, errors: expect.stringMatching(/in a moment/) });
    await writeFile(inDir('data/run/stack.json'), JSON.stringify({ databaseUrl: old.url }));
    const environment = { PG_BIN_DIR: binDir, BLOB_DIR: inDir('old') };
    expect(await run(`create ${inDir('backup')}`, environment)).toMatchObject({ code: 0 });
    const refused = await run(`restore ${inDir('backup')} --replace`, environment);
    expect(refused).toMatchObject({ code: 1, errors: expect.stringMatching(/stop it first/) });
    if ('release' in lock) lock.release();
  });
});
