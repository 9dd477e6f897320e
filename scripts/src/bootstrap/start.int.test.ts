import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTimeOf } from '../../bootstrap/process-identity.mjs';

const scripts = join(import.meta.dirname, '../..');

let root: string;
let servers: Server[];

/** A checkout with the bootstrap and nothing else: what passes the checks fails at once after them. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier start '));
  servers = [];
  await cp(join(scripts, 'start.mjs'), join(root, 'scripts/start.mjs'));
  await cp(join(scripts, 'bootstrap'), join(root, 'scripts/bootstrap'), { recursive: true });
});

afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  await rm(root, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function start(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Outcome> {
  return run([join(root, 'scripts/start.mjs'), ...args], environment);
}

function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0', ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, timeout: 50_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

/** One sentence for people, and nothing else. */
function refusal(code: number, sentence: RegExp) {
  return {
    code,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`^${sentence.source}\\n$`)),
  };
}

/** What a start without --mocks says when every check has passed. */
const allChecksPassed = refusal(
  1,
  /The chat model that ships with Atelier is not in [^\n]+ npm start -- --mocks\./,
);

async function takePort(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

/** A folder to use as PATH, with `node` and what else is given. */
async function pathWith(programs: Record<string, string>): Promise<string> {
  const folder = join(root, 'bin');
  await mkdir(folder);
  await symlink(process.execPath, join(folder, 'node'));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

describe('npm start', () => {
  it('lists its options with their variables and defaults', async () => {
    const { code, stdout, stderr } = await start(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of ['--port N', '[PORT]', '(default 8080)', '[USE_MOCKS]', '--offline']) {
      expect(stdout).toContain(word);
    }
  });

  it.each([
    [['--prot', '1'], /There is no option "--prot"; see npm start -- --help\./],
    [['mocks'], /There is no option "mocks"; see [^\n]+/],
    [['--port'], /--port needs a value; see [^\n]+/],
    [
      ['--port=8o80'],
      /--port or PORT takes a whole number from 0 to 65535, not "8o80"; see [^\n]+/,
    ],
    [['--diffusion-workers', '0'], /--diffusion-workers [^\n]+ from 1 to 64, not "0"; see [^\n]+/],
    [['--mocks=perhaps'], /USE_MOCKS takes true or false, not "perhaps"; see [^\n]+/],
  ])('refuses %j as wrong usage', async (args, sentence) => {
    expect(await start(args)).toEqual(refusal(2, sentence));
  });

  it('refuses a Node that is too old', async () => {
    const script = `Object.defineProperty(process.versions, 'node', { value: '18.20.0' });
      await import(${JSON.stringify(join(root, 'scripts/start.mjs'))});`;
    const outcome = await run(['--input-type=module', '-e', script]);
    expect(outcome).toEqual(
      refusal(1, /Atelier needs Node 20\.19 or newer, and this is 18\.20\.0: [^\n]+\./),
    );
  });

  it('without an engine, says how to start', async () => {
    expect(await start([])).toEqual(allChecksPassed);
  });

  it('takes flags over the environment, that over .env, and that over the defaults', async () => {
    const taken = { flag: await takePort(), variable: await takePort(), file: await takePort() };
    const says = (port: number) =>
      refusal(1, new RegExp(`Port ${port} on 127.0.0.1 is taken [^\\n]+`));
    await writeFile(join(root, '.env'), `# mine\nPORT=${taken.file}\nHOST=127.0.0.1\n`);
    const variable = { PORT: String(taken.variable) };
    expect(await start(['--port', String(taken.flag)], variable)).toEqual(says(taken.flag));
    expect(await start([], variable)).toEqual(says(taken.variable));
    expect(await start([], { PORT: '' })).toEqual(says(taken.file));
  });

  it('refuses a port that is taken', async () => {
    const port = await takePort();
    const sentence = new RegExp(
      `Port ${port} on 127.0.0.1 is taken by another program: [^\\n]+ with --port\\.`,
    );
    expect(await start(['--mocks', '--port', String(port)])).toEqual(refusal(1, sentence));
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'example.org'])(
    'refuses to listen on %s',
    async (host) => {
      const outcome = await start(['--mocks', '--host', host]);
      expect(outcome).toEqual(
        refusal(1, /Without keys Atelier is for one person, [^\n]+AUTH_MODE=api-key\./),
      );
    },
  );

  it('listens beyond this machine where keys are asked for', async () => {
    const outcome = await start(['--host', '0.0.0.0'], { AUTH_MODE: 'api-key' });
    expect(outcome).toEqual(allChecksPassed);
  });

  it('refuses without Python', async () => {
    const outcome = await start(['--mocks'], { PATH: await pathWith({}) });
    expect(outcome).toEqual(
      refusal(1, /Atelier needs Python 3\.10 or newer, [^\n]+ install it [^\n]+\./),
    );
  });

  it('refuses a Python that is too old', async () => {
    const PATH = await pathWith({ python3: 'echo Python 3.8.18' });
    const sentence =
      /Atelier needs Python 3\.10 or newer, and python3 is Python 3\.8\.18: [^\n]+\./;
    expect(await start(['--mocks'], { PATH })).toEqual(refusal(1, sentence));
  });

  it('refuses a Python without venv and names the package', async () => {
    const script = 'test "$1" = --version && echo Python 3.12.1 || exit 1';
    const PATH = await pathWith({ python3: script });
    const sentence = /python3 has no venv module: [^\n]+ python3\.12-venv[^\n]+\./;
    expect(await start(['--mocks'], { PATH })).toEqual(refusal(1, sentence));
  });

  it('takes the Python that PYTHON names', async () => {
    const PATH = await pathWith({ python3: 'echo Python 3.8.18', mine: 'echo Python 3.13.0' });
    expect(await start([], { PATH, PYTHON: join(PATH, 'mine') })).toEqual(allChecksPassed);
  });

  it('needs no Python beside a Postgres and a Redis of one’s own, without a model', async () => {
    const given = { DATABASE_URL: 'postgresql://127.0.0.1/x', REDIS_URL: 'redis://127.0.0.1' };
    // So that the installation, which begins when every check has passed, ends at once.
    await writeFile(join(root, '.tools'), '');
    const { stdout, stderr } = await start(['--mocks'], { PATH: await pathWith({}), ...given });
    expect(stdout).toMatch(/^Atelier\n/);
    expect(stderr).not.toContain('Python');
  });

  it('names the folder that holds no model', async () => {
    const outcome = await start(['--chat-model', join(root, 'empty')]);
    const sentence = /There is no OpenVINO model in [^\n]+empty \([^\n]+\): [^\n]+ --chat-model\./;
    expect(outcome).toEqual(refusal(1, sentence));
  });

  it('takes the id of a model, too, as long as the one that ships is there', async () => {
    expect(await start(['--mocks', '--chat-model', 'some-chat'])).toEqual(allChecksPassed);
  });

  it.each(['/proc/atelier', 'file/below', 'file'])('refuses the data folder %s', async (folder) => {
    if (folder.startsWith('/proc') && process.platform !== 'linux') return;
    await writeFile(join(root, 'file'), '');
    const dataDir = folder.startsWith('/') ? folder : join(root, folder);
    const outcome = await start(['--mocks', '--data-dir', dataDir]);
    const sentence = /The data folder [^\n]+ can not be written \(E\w+\): [^\n]+ --data-dir\./;
    expect(outcome).toEqual(refusal(1, sentence));
  });

  it('refuses a data folder that a running Atelier uses', async () => {
    await lockFor(process.pid, startTimeOf(process.pid) ?? '');
    const sentence = new RegExp(
      `Atelier already runs on the data folder [^\\n]+ \\(process ${process.pid}\\): [^\\n]+\\.`,
    );
    expect(await start(['--mocks'])).toEqual(refusal(1, sentence));
  });

  it('takes over a lock whose holder is gone or is somebody else by now', async () => {
    await lockFor(process.pid, 'long ago');
    expect(await start([])).toEqual(allChecksPassed);
    await lockFor(4_000_000, '1');
    expect(await start([])).toEqual(allChecksPassed);
    expect(await readdir(join(root, 'data/run'))).toEqual([]);
  });

  it('names the step’s log when no registry can be reached', async () => {
    const port = await takePort();
    // The server hangs up on everyone: as good as no network, and stays on this machine.
    servers.at(-1)?.on('connection', (socket) => socket.destroy());
    const { code, stderr } = await start(['--mocks'], {
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_fetch_retries: '0',
      HOME: root,
    });
    expect(stderr).toMatch(
      /^A package registry can not be reached: [^\n]+ \(the log is \.tools\/logs\/pnpm\.log\)\.\n$/,
    );
    expect(code).toBe(1);
  });
});

async function lockFor(pid: number, startTime: string): Promise<void> {
  await mkdir(join(root, 'data/run'), { recursive: true });
  await writeFile(join(root, 'data/run/lock'), JSON.stringify({ pid, startTime }));
}
