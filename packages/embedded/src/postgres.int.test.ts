import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { findPostgres } from './binaries.js';
import { startPostgres } from './postgres.js';
import type { EmbeddedServer } from './server-process.js';

const venvDir = join(import.meta.dirname, '../../../.venv');
const run = promisify(execFile);

let binDir: string;
let dataDir: string;
let running: EmbeddedServer[];
let lines: string[];

beforeAll(async () => {
  binDir = await findPostgres({ venvDir });
});

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier pg '));
  running = [];
  lines = [];
});

afterEach(async () => {
  await Promise.all(running.map((server) => server.kill()));
  await rm(dataDir, { recursive: true, force: true });
});

async function start(port?: number): Promise<EmbeddedServer> {
  const log = (line: string) => lines.push(line);
  const server = await startPostgres({ binDir, dataDir, port, log });
  running.push(server);
  return server;
}

async function query(server: EmbeddedServer, sql: string): Promise<string> {
  const { stdout } = await run(join(binDir, 'psql'), ['-qtAX', server.url, '-c', sql]);
  return stdout.trim();
}

describe('startPostgres', () => {
  it('keeps what was committed through a kill -9, on the same port', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)');
    await first.kill();
    const second = await start(first.port);
    expect(second.port).toBe(first.port);
    expect(second.pid).not.toBe(first.pid);
    expect(await query(second, 'SELECT n FROM kept')).toBe('42');
  });

  it('stops in good order and says so', async () => {
    const server = await start();
    await server.stop();
    expect(await server.exited).toEqual({ exitCode: 0, signal: undefined });
    expect(lines.join('\n')).toContain('database system is shut down');
  });

  it('takes over from a server whose parent is gone', async () => {
    const orphan = await start();
    await query(orphan, 'CREATE TABLE kept (n int)');
    const next = await start();
    await orphan.exited;
    expect(await query(next, 'SELECT count(*) FROM kept')).toBe('0');
  });

  it('is not stopped by a postmaster.pid that names a stranger', async () => {
    const first = await start();
    const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
    const content = await readFile(pidFile, 'utf8');
    await first.kill();
    await writeFile(pidFile, content.replace(/^\d+/, String(process.pid)));
    const second = await start();
    expect(await query(second, 'SELECT 1')).toBe('1');
  });

  it('makes a cluster anew when the first attempt was cut short', async () => {
    await mkdir(join(dataDir, 'cluster.new', 'base'), { recursive: true });
    await writeFile(join(dataDir, 'cluster.new', 'PG_VERSION'), '18');
    expect(await query(await start(), 'SELECT 1')).toBe('1');
  });

  it('asks for the password, keeps it to itself, and flushes to the disk', async () => {
    const server = await start();
    const wrong = server.url.replace(/:[^:@]+@/, ':wrong@');
    await expect(run(join(binDir, 'psql'), ['-X', wrong, '-c', 'SELECT 1'])).rejects.toThrow(
      /password authentication failed/,
    );
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o077).toBe(0);
    expect(lines.join('\n')).not.toContain(new URL(server.url).password);
    expect(await query(server, 'SHOW fsync')).toBe('on');
    expect(await query(server, 'SHOW listen_addresses')).toBe('127.0.0.1');
    expect(await query(server, 'CREATE EXTENSION vector; SELECT 1')).toBe('1');
  });

  it('says in one sentence that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await expect(start(port)).rejects.toThrow(/^Postgres does not start: port \d+ is taken\.$/);
    await new Promise((resolve) => other.close(resolve));
  });

  it('says in one sentence that its files are not right', async () => {
    await (await start()).stop();
    const settings = join(dataDir, 'cluster', 'postgresql.conf');
    await chmod(settings, 0o600);
    await writeFile(settings, 'no_such_setting = 1\n');
    await expect(start()).rejects.toMatchObject({
      code: 'CANNOT_START',
      message: expect.stringMatching(/^Postgres does not start: [^\n]+\.$/),
    });
  });

  it('can be called off', async () => {
    const signal = AbortSignal.abort();
    const log = () => undefined;
    await expect(startPostgres({ binDir, dataDir, log, signal })).rejects.toThrow(/abort/i);
  });
});
