import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fakeOptions } from './testing/fake-options.js';
import { ask, begun, eventually, failureOf, isAlive, never, textOf } from './testing/requests.js';
import { createOpenVinoTextEngine, type OpenVinoTextEngine } from './text-engine.js';

describe('supervision', () => {
  let engine: OpenVinoTextEngine | undefined;
  afterEach(() => engine?.close());
  const start = async (...options: Parameters<typeof fakeOptions>) => {
    engine = await createOpenVinoTextEngine(fakeOptions(...options));
    return engine;
  };

  it('refuses a runtime of another version', async () => {
    await expect(start('newer')).rejects.toMatchObject({
      code: 'CANNOT_START',
      message: expect.stringContaining('protocol 99'),
    });
  });

  it('says why a runtime does not start', async () => {
    await expect(start('dies')).rejects.toMatchObject({
      code: 'CANNOT_START',
      message: expect.stringContaining('No module named openvino'),
    });
  });

  it('says that a runtime died while loading, or took too long', async () => {
    await expect(start('dies-loading')).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    await expect(start('never-loads', { loadWithinMs: 50 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
  });

  it.each(['crash', 'garbage', 'odd'])(
    'fails a request after %s, and serves the next',
    async (how) => {
      const works = await start('works');
      const first = works.pid();
      const { code, afterMs } = await failureOf(await begun(works.generate(ask(how), never())));
      expect(code).toBe('ENGINE_LOST');
      expect(afterMs).toBeLessThan(1_000);
      expect(await eventually(() => textOf(works, ask('fine')))).toBe('fine');
      expect(works.pid()).not.toBe(first);
    },
  );

  it('ends a runtime that neither speaks nor computes', async () => {
    const silent = await start('silent');
    const { code, afterMs } = await failureOf(await begun(silent.generate(ask('hang'), never())));
    expect(code).toBe('ENGINE_LOST');
    expect(afterMs).toBeLessThan(1_500);
  });

  it('fails every request of a runtime that died, and only once', async () => {
    const works = await start('works', { maxConcurrency: 10 });
    const readers = await Promise.all(
      Array.from({ length: 10 }, () => begun(works.generate(ask('hang'), never()))),
    );
    const failures = readers.map((reader) => failureOf(reader));
    process.kill(works.pid()!, 'SIGKILL');
    for (const { code } of await Promise.all(failures)) expect(code).toBe('ENGINE_LOST');
    for (const reader of readers) expect((await reader.next()).done).toBe(true);
  });

  it('leaves nothing behind after many deaths', async () => {
    const works = await start('works');
    const openFiles = () => readdirSync('/proc/self/fd').length;
    const before = openFiles();
    const pids = new Set<number>();
    for (let time = 0; time < 30; time += 1) {
      await eventually(() => textOf(works, ask(`proof ${time}`)));
      const pid = works.pid()!;
      pids.add(pid);
      process.kill(pid, 'SIGKILL');
      await eventually(() =>
        works.pid() === pid ? Promise.reject(new Error('still there')) : Promise.resolve(),
      );
    }
    await eventually(() => textOf(works, ask('last')));
    expect(pids.size).toBe(30);
    for (const pid of pids) expect(isAlive(pid)).toBe(false);
    await works.close();
    expect(openFiles()).toBeLessThanOrEqual(before);
  });

  it('closes while it restarts', async () => {
    const works = await start('works');
    const pid = works.pid()!;
    process.kill(pid, 'SIGKILL');
    await works.close();
    expect(works.state()).toBe('closed');
    const failure = textOf(works, ask('late'));
    await expect(failure).rejects.toMatchObject({ code: 'ENGINE_LOST' });
  });
});
