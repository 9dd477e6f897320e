import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the test run has built: a supervisor has to be a process, since it is killed here. */
const main = join(import.meta.dirname, '../../../dist/stack/main.js');

export interface StubStackOptions {
  readonly dataDir: string;
  /** Source of each service, by name. `gatewaySource` makes one that can answer. */
  readonly services: Readonly<Record<string, string>>;
  /** Postgres and Redis of our own, instead of addresses where nothing is. */
  readonly embedded?: boolean;
  readonly readyDeadlineMs?: number;
}

/** A supervisor over stub services, in a process of its own. */
export interface StubStack {
  readonly child: ChildProcess;
  /** All that was printed. */
  output(): string;
  /** Resolves when the text was printed; rejects when the supervisor ends before. */
  says(text: string): Promise<void>;
  ended(): Promise<number | null>;
  /** Process id by name, as recorded now. */
  pidOf(name: string): number;
}

const noServers = {
  DATABASE_URL: 'postgresql://127.0.0.1:9/none',
  REDIS_URL: 'redis://127.0.0.1:9',
};

/** Starts the supervisor; the checkout's `.venv` gives Postgres and Redis if asked for. */
export async function startStubStack(options: StubStackOptions): Promise<StubStack> {
  const { dataDir, services, embedded = false, readyDeadlineMs = 60_000 } = options;
  for (const [name, source] of Object.entries(services)) {
    await writeFile(join(dataDir, `${name}.mjs`), source);
  }
  const script = `
    const { runStack } = await import(${JSON.stringify(pathToFileURL(main).href)});
    const names = ${JSON.stringify(Object.keys(services))};
    process.exitCode = await runStack({
      root: ${JSON.stringify(join(import.meta.dirname, '../../../..'))},
      host: '127.0.0.1', port: 0, mocks: true, diffusionWorkers: 1, quiet: false,
      dataDir: ${JSON.stringify(dataDir)},
      environment: { ...process.env, ...${JSON.stringify(embedded ? {} : noServers)} },
      readyDeadlineMs: ${readyDeadlineMs},
      services: ({ port }) => names.map((name) => ({
        name,
        entry: ${JSON.stringify(dataDir)} + '/' + name + '.mjs',
        env: { PORT: String(port), FOLDER: ${JSON.stringify(dataDir)} },
      })),
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  });
  let output = '';
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));

  return {
    child,
    output: () => output,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (output.includes(text)) resolve();
        };
        look();
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        void exit.then(() => {
          reject(new Error(`It never said "${text}":\n${output}`));
        });
      }),
    ended: () => exit,
    pidOf: (name) => {
      const records = JSON.parse(readFileSync(join(dataDir, 'run/processes.json'), 'utf8')) as {
        name: string;
        pid: number;
      }[];
      return records.find((record) => record.name === name)?.pid ?? 0;
    },
  };
}

/** A service that goes on until it is told to stop, as Atelier's do. */
export const idleSource = `
  process.on('SIGTERM', () => process.exit(0));
  process.stdin.on('end', () => process.exit(0)).resume();
  setInterval(() => undefined, 1_000);`;

/** A gateway whose chat says what stands in the file "answer"; without that file it is not ready. */
export const gatewaySource = `${idleSource}
  import { createServer } from 'node:http';
  import { existsSync, readFileSync, appendFileSync } from 'node:fs';
  const file = process.env.FOLDER + '/answer';
  const id = '01a1fe99-a4fd-772d-af59-a8795d88e176';
  createServer((request, response) => {
    appendFileSync(process.env.FOLDER + '/requests', request.method + ' ' + request.url + '\\n');
    const send = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    if (request.method === 'DELETE') return send(204);
    if (!existsSync(file)) return send(503, { status: 'down', waiting_for: ['llm_worker'] });
    if (request.url === '/health/ready') return send(200, { status: 'ok' });
    send(200, {
      assistant_response: readFileSync(file, 'utf8'), image_urls: [], warnings: [],
      conversation_id: id, message_id: id, model: 'stub',
    });
  }).listen(Number(process.env.PORT), '127.0.0.1');`;
