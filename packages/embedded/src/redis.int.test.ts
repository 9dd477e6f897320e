import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { findRedis } from './binaries.js';
import { startRedis } from './redis.js';
import type { EmbeddedServer } from './server-process.js';

const venvDir = join(import.meta.dirname, '../../../.venv');
const password = 'a-password-of-some_length';

let binary: string;
let dataDir: string;
let running: EmbeddedServer[];

beforeAll(async () => {
  binary = await findRedis({ venvDir, searchPath: process.env['PATH'] });
});

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier "redis" '));
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((server) => server.kill()));
  await rm(dataDir, { recursive: true, force: true });
});

async function start(port?: number): Promise<EmbeddedServer> {
  const server = await startRedis({ binary, dataDir, password, port, log: () => undefined });
  running.push(server);
  return server;
}

/** Sends commands over a bare socket and gives all that came back before the server hung up. */
function talk(port: number, ...commands: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 5_000 });
    let answers = '';
    socket.on('data', (chunk: Buffer) => (answers += chunk.toString()));
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error(`no end after ${answers}`)));
    socket.once('close', () => {
      resolve(answers);
    });
    socket.write([...commands, 'QUIT', ''].join('\r\n'));
  });
}

describe('startRedis', () => {
  it('answers with the password and not without', async () => {
    const { port, url } = await start();
    expect(await talk(port, `AUTH ${new URL(url).password}`, 'PING')).toContain('+PONG');
    expect(await talk(port, 'PING')).toContain('-NOAUTH');
    expect(await talk(port, 'AUTH wrong')).toContain('-WRONGPASS');
  });

  it('never throws keys away, and keeps nothing on the disk', async () => {
    const { port } = await start();
    const answers = await talk(
      port,
      `AUTH ${password}`,
      'CONFIG GET maxmemory-policy',
      'CONFIG GET appendonly',
    );
    expect(answers).toContain('noeviction');
    expect(answers).toMatch(/appendonly\r\n\$2\r\nno/);
  });

  it('shows its password to nobody', async () => {
    const { pid } = await start();
    if (process.platform !== 'linux') return;
    for (const file of ['cmdline', 'environ']) {
      expect(await readFile(`/proc/${String(pid)}/${file}`, 'utf8')).not.toContain(password);
    }
  });

  it('starts again on its port after a kill -9 and without its folder', async () => {
    const first = await start();
    await talk(first.port, `AUTH ${password}`, 'SET key value');
    await rm(dataDir, { recursive: true });
    await first.kill();
    expect((await first.exited).signal).toBe('SIGKILL');
    const second = await start(first.port);
    expect(second.url).toBe(first.url);
    expect(await talk(second.port, `AUTH ${password}`, 'DBSIZE')).toContain(':0');
  });

  it('says in one sentence that its port is taken', async () => {
    const { port } = await start();
    await expect(start(port)).rejects.toThrow(/^Redis does not start: port \d+ is taken\.$/);
  });

  it('stops in good order', async () => {
    const server = await start();
    await server.stop();
    expect(await server.exited).toEqual({ exitCode: 0, signal: undefined });
  });
});
