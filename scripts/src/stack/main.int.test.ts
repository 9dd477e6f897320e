import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@atelier/testkit';
import { startTimeOf } from '../../bootstrap/process-identity.mjs';
import {
  gatewaySource,
  idleSource,
  startStubStack,
  type StubStack,
  type StubStackOptions,
} from './testing/stub-stack.js';

let dataDir: string;
let stacks: StubStack[];
let pids: Set<number>;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'atelier-stack-'));
  stacks = [];
  pids = new Set();
});

afterEach(async () => {
  for (const { child, ended } of stacks) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    // In good order, so that it takes its servers along.
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended();
    clearTimeout(timer);
  }
  // A process that was restarted behind the test's back is in the records only.
  for (const pid of await recordedPids()) pids.add(pid);
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function recordedPids(): Promise<number[]> {
  const text = await readFile(join(dataDir, 'run/processes.json'), 'utf8').catch(() => '[]');
  return (JSON.parse(text) as { readonly pid: number }[]).map(({ pid }) => pid);
}

async function start(options: Omit<StubStackOptions, 'dataDir'>): Promise<StubStack> {
  const stack = await startStubStack({ dataDir, ...options });
  stacks.push(stack);
  return stack;
}

/** The id of a recorded process, which is ended after the test whatever happens. */
function pidOf(stack: StubStack, name: string): number {
  const pid = stack.pidOf(name);
  pids.add(pid);
  return pid;
}

function isAlive(pid: number): boolean {
  return startTimeOf(pid) !== undefined;
}

const answer = (text: string) => writeFile(join(dataDir, 'answer'), text);
const ready = 'Atelier is ready at http://127.0.0.1:';

describe('runStack', () => {
  it('says ready when a turn was answered, not before, and tidies the turn away', async () => {
    const stack = await start({ services: { gateway: gatewaySource } });
    const asked = async () => await readFile(join(dataDir, 'requests'), 'utf8').catch(() => '');
    await waitFor(async () => (await asked()).includes('/health/ready'), { timeoutMs: 30_000 });
    await answer('  ');
    await waitFor(async () => (await asked()).includes('POST /chat'), { timeoutMs: 30_000 });
    expect(stack.output()).not.toContain('Atelier is ready');
    expect(existsSync(join(dataDir, 'run/stack.json'))).toBe(false);

    await answer('Hello.');
    await stack.says(ready);
    expect(await asked()).toMatch(
      /DELETE \/api\/v1\/conversations\/01a1fe99-[^\n]+\nGET \/health\n$/,
    );
    const file = join(dataDir, 'run/stack.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      blobDir: join(dataDir, 'blobs'),
    });
  });

  it('stops on Ctrl-C and leaves no process and no run file', async () => {
    await answer('Hello.');
    const stack = await start({
      services: { worker: idleSource, gateway: gatewaySource },
      embedded: true,
    });
    await stack.says(ready);
    const started = ['worker', 'gateway', 'postgres', 'redis'].map((name) => pidOf(stack, name));
    expect(started.filter(isAlive)).toHaveLength(4);
    // Twice at once, as npm and the terminal do.
    stack.child.kill('SIGINT');
    stack.child.kill('SIGINT');
    expect(await stack.ended()).toBe(0);
    expect(started.filter(isAlive)).toEqual([]);
    expect(existsSync(join(dataDir, 'run/stack.json'))).toBe(false);
    expect(existsSync(join(dataDir, 'run/processes.json'))).toBe(false);
  });

  it('ends everything at once on a second Ctrl-C', async () => {
    await answer('Hello.');
    const stubborn = idleSource.replace('process.exit(0)', 'undefined');
    const stack = await start({ services: { stubborn, gateway: gatewaySource } });
    await stack.says(ready);
    const pid = pidOf(stack, 'stubborn');
    stack.child.kill('SIGINT');
    await stack.says('Stopping Atelier');
    await sleep(1_200);
    expect(isAlive(pid)).toBe(true);
    stack.child.kill('SIGINT');
    expect(await stack.ended()).toBe(130);
    expect(isAlive(pid)).toBe(false);
  });

  it('starts again what dies, Postgres and Redis on their ports', async () => {
    await answer('Hello.');
    const services = { gateway: gatewaySource };
    const stack = await start({ services, embedded: true });
    await stack.says(ready);
    await rm(join(dataDir, 'redis'), { recursive: true });
    const names = ['gateway', 'postgres', 'redis'];
    const before = names.map((name) => pidOf(stack, name));
    for (const pid of before) process.kill(pid, 'SIGKILL');
    await waitFor(() => names.every((name, index) => pidOf(stack, name) !== before[index]), {
      timeoutMs: 30_000,
    });
    const { url } = JSON.parse(await readFile(join(dataDir, 'run/stack.json'), 'utf8')) as {
      url: string;
    };
    const answers = async () => (await fetch(`${url}/health/ready`)).status === 200;
    await waitFor(answers, { timeoutMs: 30_000, retryErrors: true });
    await waitFor(() => stack.output().split('dependency=postgres pid=').length > 2, {
      timeoutMs: 30_000,
    });
    const ports = [...stack.output().matchAll(/listening on IPv4 address[^\n]+port (\d+)/g)];
    expect(ports.length).toBeGreaterThan(1);
    expect(new Set(ports.map(([, port]) => port)).size).toBe(1);
  });

  it('ends what a killed supervisor left, and nobody else', async () => {
    await answer('Hello.');
    // Deaf to the end of its pipe: the worst that can be left.
    const deaf = `process.on('SIGTERM', () => process.exit(0)); setInterval(() => undefined, 1_000);`;
    const services = { deaf, gateway: gatewaySource };
    const first = await start({ services, embedded: true });
    await first.says(ready);
    const left = ['deaf', 'postgres', 'redis'].map((name) => pidOf(first, name));
    first.child.kill('SIGKILL');
    await first.ended();
    expect(left.filter(isAlive)).toHaveLength(3);
    const file = join(dataDir, 'run/processes.json');
    const records = JSON.parse(await readFile(file, 'utf8')) as object[];
    const stranger = { name: 'gateway', pid: process.pid, startTime: 'another time' };
    await writeFile(file, JSON.stringify([...records, stranger]));

    const second = await start({ services, embedded: true });
    await second.says(ready);
    expect(left.filter(isAlive)).toEqual([]);
  });

  it('stops with the sentence of a service that can not start', async () => {
    const hopeless = `console.log(JSON.stringify({ ts: new Date().toISOString(), level: 'fatal',
      service: 'worker', event: 'process.failed', message: 'The model folder is empty.' }));
      process.exitCode = 78;`;
    const stack = await start({ services: { idle: idleSource, worker: hopeless } });
    expect(await stack.ended()).toBe(1);
    expect(stack.output()).toMatch(/^worker can not start: The model folder is empty\.$/m);
    expect(stack.output()).not.toContain('Atelier is ready');
  });

  it('gives up on a service that keeps dying before the stack is ready', async () => {
    const services = { gateway: gatewaySource, worker: 'process.exit(3)' };
    const stack = await start({ services });
    expect(await stack.ended()).toBe(1);
    expect(stack.output()).toMatch(/^worker can not start: it ended with exit code 3; [^\n]+\.$/m);
    expect(stack.output().split('process.restarting')).toHaveLength(5);
  });

  it('says what was missing when it is not ready in time', async () => {
    const services = { gateway: gatewaySource };
    const stack = await start({ services, readyDeadlineMs: 4_000 });
    expect(await stack.ended()).toBe(1);
    expect(stack.output()).toMatch(
      /^Atelier was not ready after 4 s: the gateway waits for llm_worker\.$/m,
    );
  });

  it('goes on when nobody reads what it prints', async () => {
    await answer('Hello.');
    const chatty = `${idleSource}
      setInterval(() => console.log('a line of text '.repeat(100)), 1);`;
    const stack = await start({ services: { chatty, gateway: gatewaySource } });
    await stack.says(ready);
    stack.child.stdout?.destroy();
    stack.child.stderr?.destroy();
    const pid = pidOf(stack, 'gateway');
    process.kill(pid, 'SIGKILL');
    await waitFor(() => pidOf(stack, 'gateway') !== pid, { timeoutMs: 30_000 });
    stack.child.kill('SIGTERM');
    expect(await stack.ended()).toBe(0);
  });

  it('writes every line to the log of its process', async () => {
    await answer('Hello.');
    const worker = `${idleSource}
      console.log('plain words');
      console.log(JSON.stringify({ ts: 'now', level: 'info', service: 'w', event: 'e', count: 2 }));`;
    const stack = await start({ services: { worker, gateway: gatewaySource } });
    await stack.says(ready);
    const lines = (await readFile(join(dataDir, 'logs/worker.log'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      {
        ts: expect.any(String),
        level: 'info',
        service: 'worker',
        event: 'output',
        message: 'plain words',
      },
      { ts: 'now', level: 'info', service: 'w', event: 'e', count: 2 },
    ]);
  });
});
