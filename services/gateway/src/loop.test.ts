import { describe, expect, it } from '@jest/globals';
import { createLoop } from './loop.js';

/** A pass that ends when the test says so. */
function gate() {
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let started = 0;
  return {
    pass: () => {
      started += 1;
      return new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
    },
    started: () => started,
    finish: async (error?: Error) => {
      const next = waiting.shift();
      if (error) next?.reject(error);
      else next?.resolve();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    },
  };
}

const fail = (error: unknown) => {
  throw error;
};

describe('createLoop', () => {
  it('runs one pass at a time; kicks during a pass make one more', async () => {
    const { pass, started, finish } = gate();
    const loop = createLoop({ pass, everyMs: 60_000, onError: fail });
    loop.kick();
    loop.kick();
    expect(started()).toBe(1);
    await finish();
    expect(started()).toBe(2);
    await finish();
    expect(started()).toBe(2);
    loop.kick();
    expect(started()).toBe(3);
    await finish();
    await loop.stop();
  });

  it('stops only when the running pass is over, and never starts again', async () => {
    const { pass, started, finish } = gate();
    const loop = createLoop({ pass, everyMs: 1, onError: fail });
    let over = false;
    const stopping = loop.stop().then(() => (over = true));
    loop.kick();
    await Promise.resolve();
    expect(over).toBe(false);
    await finish();
    await stopping;
    loop.kick();
    expect(started()).toBe(1);
  });

  it('tells a running pass that it is to end', async () => {
    let told: AbortSignal | undefined;
    const { pass, finish } = gate();
    const loop = createLoop({
      pass: (stopping) => {
        told = stopping;
        return pass();
      },
      everyMs: 60_000,
      onError: fail,
    });
    expect(told?.aborted).toBe(false);
    const stopped = loop.stop();
    expect(told?.aborted).toBe(true);
    await finish();
    await stopped;
  });

  it('starts later where it is told to, or when it is kicked', async () => {
    const { pass, started, finish } = gate();
    const options = { pass, everyMs: 60_000, onError: fail };
    const kicked = createLoop({ ...options, startAfterMs: 60_000 });
    const later = createLoop({ ...options, startAfterMs: 1 });
    expect(started()).toBe(0);
    kicked.kick();
    expect(started()).toBe(1);
    while (started() < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    await finish();
    await finish();
    const never = createLoop({ ...options, startAfterMs: 1 });
    await Promise.all([kicked.stop(), later.stop(), never.stop()]);
    expect(started()).toBe(2);
  });

  it('reports a failed pass and goes on', async () => {
    const { pass, started, finish } = gate();
    const errors: unknown[] = [];
    const loop = createLoop({ pass, everyMs: 1, onError: (error) => errors.push(error) });
    await finish(new Error('database away'));
    expect(errors).toHaveLength(1);
    while (started() < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    const stopping = loop.stop();
    await finish();
    await stopping;
  });
});
