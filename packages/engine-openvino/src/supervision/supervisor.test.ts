import { describe, expect, it } from '@jest/globals';
import type { RuntimeLoad } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Session } from './session.js';
import { createSupervisor } from './supervisor.js';

/** A session without a process. */
function fakeSession(name: string) {
  let end: (error: AppError) => void = () => undefined;
  const ended = new Promise<AppError>((resolve) => {
    end = resolve;
  });
  let holds = 0;
  let drained: (() => void) | undefined;
  const close = () => {
    end(new AppError('ENGINE_LOST'));
    return Promise.resolve();
  };
  const session: Session = {
    info: { device: name, precision: 'int8', engineVersion: '1' },
    pid: 1,
    ended,
    gauges: () => ({ running: 2, cacheUse: 0.5 }),
    open: () => () => undefined,
    cancel: () => undefined,
    hold() {
      holds += 1;
      return () => {
        holds -= 1;
        if (holds === 0) drained?.();
      };
    },
    async drain() {
      if (holds > 0) await new Promise<void>((resolve) => (drained = resolve));
      await close();
    },
    close,
  };
  return { session, end };
}

const load = (path: string): RuntimeLoad => ({
  role: 'image',
  path,
  device: 'CPU',
  niceness: 0,
  exact: false,
  adapters: [],
});

async function supervise(start: (load: RuntimeLoad) => Promise<Session>) {
  const log = () => undefined;
  return createSupervisor({ start, load: load('first'), log, drainWithinMs: 1_000 });
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('createSupervisor', () => {
  it('fails when the first process does not start', async () => {
    const missing = new AppError('MODEL_MISSING');
    await expect(supervise(() => Promise.reject(missing))).rejects.toBe(missing);
  });

  it('starts another process after a death, and says so meanwhile', async () => {
    const sessions = [fakeSession('a'), fakeSession('b')];
    let started = 0;
    const supervisor = await supervise(() => Promise.resolve(sessions[started++]!.session));
    sessions[0]!.end(new AppError('ENGINE_LOST'));
    await Promise.resolve();
    await Promise.resolve();
    expect(supervisor.state()).toBe('restarting');
    expect(supervisor.gauges()).toBeUndefined();
    await expect(supervisor.lease()).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    await turns();
    expect((await supervisor.lease()).session).toBe(sessions[1]!.session);
    await supervisor.close();
    await turns();
    expect(supervisor.losses()).toBe(1);
  });

  it('lets running requests end on the model that is replaced', async () => {
    const old = fakeSession('old');
    const fresh = fakeSession('new');
    const supervisor = await supervise(({ path }) =>
      Promise.resolve(path === 'first' ? old.session : fresh.session),
    );
    const lease = await supervisor.lease();
    await supervisor.swap(load('second'));
    let oldEnded = false;
    void old.session.ended.then(() => (oldEnded = true));
    await turns();
    expect(oldEnded).toBe(false);
    expect((await supervisor.lease()).session).toBe(fresh.session);
    lease.release();
    await turns();
    expect(oldEnded).toBe(true);
    await supervisor.close();
  });

  it('keeps the present model when the next does not load', async () => {
    const { session } = fakeSession('a');
    const supervisor = await supervise(({ path }) =>
      path === 'first' ? Promise.resolve(session) : Promise.reject(new AppError('MODEL_MISSING')),
    );
    await expect(supervisor.swap(load('second'))).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    expect((await supervisor.lease()).session).toBe(session);
    await supervisor.close();
  });

  it('starts nothing any more once closed', async () => {
    let started = 0;
    const supervisor = await supervise(() => {
      started += 1;
      return Promise.resolve(fakeSession('a').session);
    });
    await supervisor.close();
    await turns();
    expect(started).toBe(1);
    await expect(supervisor.lease()).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    await expect(supervisor.swap(load('x'))).rejects.toMatchObject({ code: 'ENGINE_LOST' });
  });
});
