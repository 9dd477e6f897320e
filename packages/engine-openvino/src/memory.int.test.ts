import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { createOpenVinoImageEngine } from './image-engine.js';
import { runtimeLaunch } from './launch.js';
import { ask, drawing, eventually, isAlive, partsOf, textOf } from './testing/requests.js';
import { imageOptions, textOptions } from './testing/test-runtime.js';
import { createOpenVinoTextEngine } from './text-engine.js';

/** For a new process to load its model on a busy machine. */
const patienceMs = 60_000;
const saysMemory = expect.stringContaining('too little memory');

/** Lets a process have no more address space than it has. */
async function starve(pid: number): Promise<void> {
  const [, size = ''] =
    /^VmSize:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  const bytes = Number(size) * 1024;
  await promisify(execFile)('prlimit', ['--pid', `${pid}`, `--as=${bytes}:${bytes}`]);
}

describe('without memory', () => {
  const engines: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
  });

  it('a model does not load, and the error says why', async () => {
    const options = textOptions();
    const { args, ...launch } = runtimeLaunch(options);
    // Enough for Python and too little for the engine, in KiB.
    const script = 'ulimit -v 900000; exec "$0" "$@"';
    const starved = createOpenVinoTextEngine({
      ...options,
      launch: { ...launch, command: 'sh', args: ['-c', script, launch.command, ...args] },
    });
    await expect(starved).rejects.toMatchObject({ code: 'ENGINE_FAILED', message: saysMemory });
  });

  it('an answer fails with the reason, and a new process serves the next', async () => {
    const engine = await createOpenVinoTextEngine(textOptions({ exact: true }));
    engines.push(engine);
    const before = await textOf(engine, ask('Hello'));
    const pid = engine.pid();
    if (pid === undefined) throw new Error('There is no process.');
    await starve(pid);
    const failures = [1, 2].map((place) =>
      failureOf(textOf(engine, ask('word '.repeat(1_000 * place)))),
    );
    const died = eventually(() => (isAlive(pid) ? Promise.reject(new Error('alive')) : diedAt()));
    for (const { error, at } of await Promise.all(failures)) {
      expect(error).toMatchObject({ code: 'ENGINE_LOST', message: saysMemory, retryable: true });
      expect(at - (await died)).toBeLessThan(1_000);
    }
    expect(await eventually(() => textOf(engine, ask('Hello')), patienceMs)).toBe(before);
    expect(engine.pid()).not.toBe(pid);
  }, 120_000);

  it('a large picture fails with the reason, and a small one is drawn', async () => {
    const engine = await createOpenVinoImageEngine(imageOptions());
    engines.push(engine);
    const pid = engine.pid();
    if (pid === undefined) throw new Error('There is no process.');
    const before = await partsOf(engine, drawing());
    await starve(pid);
    const { error } = await failureOf(partsOf(engine, drawing({ width: 2_048, height: 2_048 })));
    expect(error).toMatchObject({ code: 'ENGINE_FAILED', message: saysMemory });
    expect(await eventually(() => partsOf(engine, drawing()), patienceMs)).toEqual(before);
    expect(engine.pid()).not.toBe(pid);
  }, 120_000);
});

const diedAt = () => Promise.resolve(performance.now());

async function failureOf(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (AppError.is(error)) return { error, at: performance.now() };
    throw error;
  }
  throw new Error('It did not fail.');
}
