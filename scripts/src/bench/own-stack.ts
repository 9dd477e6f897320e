import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type Client } from '@atelier/client';
import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface OwnStackOptions {
  /** That of this process. */
  readonly environment: Environment;
  /** 1 unless told. */
  readonly diffusionWorkers?: number;
  /** Flags of `npm start` besides. */
  readonly flags?: readonly string[];
}

const StackFile = z.object({
  url: z.url(),
  databaseUrl: z.string(),
  redisUrl: z.string(),
  blobDir: z.string(),
  llmWorkerUrl: z.url(),
});
const ProcessesFile = z.array(z.object({ name: z.string(), pid: z.int() }));

/** An Atelier that runs for one measurement, in a folder of its own. */
export interface OwnStack extends z.infer<typeof StackFile> {
  readonly client: Client;
  readonly dataDir: string;
  /** Of the process of that name, as of now. */
  pid(name: string): Promise<number>;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const readyWithinMs = 300_000;

/** Starts Atelier with the starter models on a free port, runs `work`, and leaves nothing behind. */
export async function withOwnStack<Result>(
  options: OwnStackOptions,
  work: (stack: OwnStack) => Promise<Result>,
): Promise<Result> {
  const dataDir = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  const child = start(dataDir, options);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  try {
    await untilReady(child);
    return await work(await describeStack(dataDir));
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGINT');
      await ended;
    }
    await rm(dataDir, { recursive: true, force: true });
  }
}

function start(
  dataDir: string,
  { environment, diffusionWorkers = 1, flags = [] }: OwnStackOptions,
) {
  return spawn(
    process.execPath,
    [
      join(root, 'scripts', 'start.mjs'),
      ...['--no-download', '--port', '0', '--data-dir', dataDir],
      ...['--diffusion-workers', String(diffusionWorkers), ...flags],
    ],
    // Its standard input is a pipe from us: when we die, it stops.
    { cwd: root, env: { ...environment, ATELIER_PARENT_PIPE: '1' }, stdio: 'pipe' },
  );
}

async function describeStack(dataDir: string): Promise<OwnStack> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(dataDir, 'run', name), 'utf8'));
  const file = StackFile.parse(await read('stack.json'));
  return {
    ...file,
    client: createClient({ baseUrl: file.url }),
    dataDir,
    async pid(name) {
      const processes = ProcessesFile.parse(await read('processes.json'));
      const found = processes.find((process) => process.name === name);
      if (!found) throw new Error(`No process is called ${name}.`);
      return found.pid;
    },
  };
}

function untilReady(child: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`Atelier was not ready in time:\n${output}`));
    }, readyWithinMs);
    const look = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8_000);
      if (!output.includes('Atelier is ready at http:')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`Atelier ended with code ${String(code)}:\n${output}`));
    });
  });
}
