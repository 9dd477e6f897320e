import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type Client } from '@atelier/client';
import { testVariable } from '@atelier/testkit';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));

const StackFile = z.object({
  url: z.url(),
  databaseUrl: z.string(),
  redisUrl: z.string(),
  blobDir: z.string(),
});
const ProcessesFile = z.array(z.object({ name: z.string(), pid: z.int() }));

export interface StackOptions {
  readonly dataDir: string;
  readonly diffusionWorkers?: number;
  /** False: runs models, the starters where nothing else is named. True unless told. */
  readonly mocks?: boolean;
  /** Folders of models to use; a mock engine stands in for one that is left out. */
  readonly chatModel?: string;
  readonly imageModel?: string;
  /** Settings of the services, for instance slower drawing. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A whole Atelier, started by the command that people use. */
export interface Stack extends z.infer<typeof StackFile> {
  readonly client: Client;
  readonly dataDir: string;
  /** Everything it printed. */
  output(): string;
  /** Process ids by name, as of now. */
  processes(): Promise<{ name: string; pid: number }[]>;
  /** Sends a signal to one of its processes and gives its id. */
  signal(name: string, signal: NodeJS.Signals): Promise<number>;
  /** Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null>;
  /** `kill -9` of the whole group, as a terminal that dies does. */
  killGroup(): Promise<void>;
}

const readyTimeoutMs = 180_000;
const stopTimeoutMs = 40_000;
/** For hooks and tests that start or stop a stack: longer than either may take. */
export const stackTimeoutMs = 240_000;

/** Runs `npm start`, with `--mocks` unless told, on a free port and waits until it says that it is ready. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, diffusionWorkers = 1, environment = {} } = options;
  const child = spawn(
    process.execPath,
    [
      join(root, 'scripts/start.mjs'),
      ...(options.mocks === false ? [] : ['--mocks']),
      ...['--port', '0', '--data-dir', dataDir],
      ...['--diffusion-workers', String(diffusionWorkers)],
      ...(options.chatModel === undefined ? [] : ['--chat-model', options.chatModel]),
      ...(options.imageModel === undefined ? [] : ['--image-model', options.imageModel]),
    ],
    // An own group, so that it can be killed as a whole without the tests.
    {
      cwd: root,
      detached: true,
      // No test asks a hub, unless it names one on this machine.
      env: {
        ...inherited(),
        ATELIER_PARENT_PIPE: '1',
        MODELS_AUTO_DOWNLOAD: 'false',
        ...environment,
      },
      stdio: 'pipe',
    },
  );
  let output = '';
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  await untilReady(child, () => output);

  const file = StackFile.parse(JSON.parse(await readFile(join(dataDir, 'run/stack.json'), 'utf8')));
  const processes = async () =>
    ProcessesFile.parse(JSON.parse(await readFile(join(dataDir, 'run/processes.json'), 'utf8')));

  return {
    ...file,
    client: createClient({ baseUrl: file.url }),
    dataDir,
    output: () => output,
    processes,
    async signal(name, signal) {
      const found = (await processes()).find((process) => process.name === name);
      if (!found) throw new Error(`No process is called ${name}.`);
      process.kill(found.pid, signal);
      return found.pid;
    },
    interrupt() {
      const code = ended(child, () => output);
      child.kill('SIGINT');
      return code;
    },
    async killGroup() {
      const code = ended(child, () => output);
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await code;
    },
  };
}

/** What a person's shell gives: the way to tools, and nothing that changes Atelier. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = testVariable(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`It was not ready in time:\n${output()}`));
    }, readyTimeoutMs);
    const look = () => {
      if (!/^.*Atelier is ready at http:/m.test(output())) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', look);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`It ended with code ${String(code)} instead:\n${output()}`));
    });
  });
}

function ended(child: ChildProcess, output: () => string): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve(child.exitCode);
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`It did not stop in time:\n${output().slice(-4_000)}`));
    }, stopTimeoutMs);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}
