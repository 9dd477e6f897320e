import { afterEach, describe, expect, it } from '@jest/globals';
import { TextRequest, type LlmWorkerHealth } from '@atelier/contracts';
import { AppError, type ErrorCode } from '@atelier/errors';
import type { LlmCall } from './llm-call.js';
import type { AnswerPart } from './llm-client.js';
import { createLlmPool, type LlmPool } from './llm-pool.js';
import type { LlmWorker } from './worker-watch.js';

const request = TextRequest.parse({
  messages: [{ role: 'user', content: 'hi' }],
  maxTokens: 9,
});
const usage = { promptTokens: 1, completionTokens: 1, cachedTokens: 0 };
const word = (text: string): AnswerPart => ({ type: 'text-delta', text });
const finish: AnswerPart = { type: 'finish', reason: 'stop', usage };
const warning: AnswerPart = { type: 'warning', setting: 'topK', message: 'Went without.' };
const startOf = (model: string): AnswerPart => ({
  type: 'start',
  info: { engine: 'fake', model, modelCached: true },
});

/** What a worker does with a request: parts to say, an error to end with, a promise to wait for. */
type Script = readonly (AnswerPart | AppError | Promise<void>)[];

interface FakeWorker extends LlmWorker {
  /** Calls so far. */
  readonly calls: LlmCall[];
  says: Script;
  health: Partial<LlmWorkerHealth> | AppError;
  isClosed: boolean;
}

function fakeWorker(name: string): FakeWorker {
  const worker: FakeWorker = {
    name,
    calls: [],
    says: [startOf(name), word(name), finish],
    health: {},
    isClosed: false,
    client: {
      async *generate(_request, call) {
        worker.calls.push(call);
        for (const step of worker.says) {
          if (step instanceof Promise) await step;
          else if (AppError.is(step)) throw step;
          else yield step;
        }
      },
      health() {
        if (AppError.is(worker.health)) return Promise.reject(worker.health);
        const info = { engine: 'fake', model: name, modelCached: true };
        const idle = { status: 'ok', running: 0, waiting: 0 } as const;
        return Promise.resolve({ ...info, ...idle, ...worker.health });
      },
      close() {
        worker.isClosed = true;
        return Promise.resolve();
      },
    },
  };
  return worker;
}

let pool: LlmPool | undefined;
afterEach(() => pool?.close());

/** Workers under their names, and the pool over them once it has asked them how they are. */
async function poolOf(workers: readonly FakeWorker[], watchEveryMs = 3_600_000): Promise<LlmPool> {
  pool = createLlmPool({ workers, watchEveryMs });
  await settle();
  return pool;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const call = (stickyKey?: string): LlmCall => ({
  requestId: 'r1',
  signal: new AbortController().signal,
  ...(stickyKey !== undefined && { stickyKey }),
});

async function read(from: LlmPool, how = call('conversation')) {
  const parts: AnswerPart[] = [];
  try {
    for await (const part of from.generate(request, how)) parts.push(part);
    return { parts, code: undefined };
  } catch (error) {
    return { parts, code: AppError.is(error) ? error.code : String(error) };
  }
}
const textOf = ({ parts }: { readonly parts: readonly AnswerPart[] }) =>
  parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');

/** The one that a conversation goes to, and the other. */
async function homeAndOther() {
  const workers = [fakeWorker('a'), fakeWorker('b')];
  const all = await poolOf(workers);
  const name = textOf(await read(all));
  const home = workers.find((worker) => worker.name === name);
  const other = workers.find((worker) => worker.name !== name);
  if (!home || !other) throw new Error('Nobody answered.');
  home.calls.length = 0;
  return { all, home, other };
}

describe('createLlmPool', () => {
  it('keeps a conversation with one worker, and passes on who asks', async () => {
    const { all, home, other } = await homeAndOther();
    for (let time = 0; time < 5; time += 1) await read(all, { ...call('conversation'), user: 'u' });
    expect([home.calls.length, other.calls.length]).toEqual([5, 0]);
    expect(home.calls[0]).toMatchObject({ requestId: 'r1', user: 'u' });
    expect((await read(all)).parts).toEqual([startOf(home.name), word(home.name), finish]);
  });

  it.each<[ErrorCode, Script]>([
    ['LLM_UNAVAILABLE', []],
    ['LLM_UNAVAILABLE', [startOf('dying'), warning]],
    ['SHUTTING_DOWN', [startOf('dying')]],
    ['ENGINE_LOST', [startOf('dying'), warning]],
    ['ENGINE_BUSY', []],
  ])('asks another after %s, if nothing was said by then (%#)', async (code, before) => {
    const { all, home, other } = await homeAndOther();
    home.says = [...before, new AppError(code)];
    const { parts, code: failure } = await read(all);
    expect(failure).toBeUndefined();
    expect(parts).toEqual([startOf(other.name), word(other.name), finish]);
  });

  it.each<[string, AnswerPart]>([
    ['text', word('Once')],
    ['reasoning', { type: 'reasoning-delta', text: 'Hm' }],
    ['a call', { type: 'tool-call', call: { id: 'c', name: 'f', arguments: '{}' } }],
  ])('does not start again after %s', async (_name, part) => {
    const { all, home, other } = await homeAndOther();
    home.says = [startOf(home.name), warning, part, new AppError('ENGINE_LOST')];
    expect(await read(all)).toEqual({
      parts: [startOf(home.name), warning, part],
      code: 'ENGINE_LOST',
    });
    expect(other.calls).toEqual([]);
  });

  it('tells places at once, also those at the next worker', async () => {
    const { all, home, other } = await homeAndOther();
    const place = (at: number): AnswerPart => ({ type: 'waiting', place: at });
    home.says = [place(3), new AppError('SHUTTING_DOWN')];
    other.says = [place(7), startOf('b'), finish];
    expect((await read(all)).parts).toEqual([place(3), place(7), startOf('b'), finish]);
  });

  it.each<ErrorCode>(['INVALID_INPUT', 'CONTEXT_TOO_LONG', 'ENGINE_FAILED'])(
    'asks nobody else after %s',
    async (code) => {
      const { all, home, other } = await homeAndOther();
      home.says = [new AppError(code)];
      expect((await read(all)).code).toBe(code);
      expect(other.calls).toEqual([]);
    },
  );

  it('asks nobody else once the caller has left', async () => {
    const { all, home, other } = await homeAndOther();
    const leaving = new AbortController();
    const reason = new AppError('SHUTTING_DOWN');
    leaving.abort(reason);
    home.says = [reason];
    const left = { ...call('conversation'), signal: leaving.signal };
    expect((await read(all, left)).code).toBe('SHUTTING_DOWN');
    expect(other.calls).toEqual([]);
  });

  it('tries two engines and two crowds at most, and every worker that is gone', async () => {
    const workers = ['a', 'b', 'c', 'd'].map(fakeWorker);
    const all = await poolOf(workers);
    const asked = async (code: ErrorCode) => {
      for (const worker of workers) {
        worker.says = [new AppError(code)];
        worker.calls.length = 0;
      }
      expect((await read(all)).code).toBe(code);
      return workers.reduce((count, { calls }) => count + calls.length, 0);
    };
    expect(await asked('ENGINE_LOST')).toBe(2);
    expect(await asked('ENGINE_BUSY')).toBe(2);
    expect(await asked('LLM_UNAVAILABLE')).toBe(4);
  });

  it('says that it is busy rather than that a worker is gone', async () => {
    const { all, home, other } = await homeAndOther();
    home.says = [new AppError('ENGINE_BUSY')];
    other.says = [new AppError('LLM_UNAVAILABLE')];
    expect((await read(all)).code).toBe('ENGINE_BUSY');
  });

  it('passes one by that did not answer, until it does', async () => {
    const { all, home, other } = await homeAndOther();
    home.says = [new AppError('LLM_UNAVAILABLE')];
    await read(all);
    await read(all);
    expect([home.calls.length, other.calls.length]).toEqual([1, 2]);
  });

  it('finds out by itself who is down, and who is back', async () => {
    const home = fakeWorker('a');
    const other = fakeWorker('b');
    home.health = { status: 'down' };
    const all = await poolOf([home, other], 1);
    const answering = async (key: string) => textOf(await read(all, call(key)));
    const keys = Array.from({ length: 20 }, (_, index) => `c${index}`);
    expect(new Set(await Promise.all(keys.map(answering)))).toEqual(new Set(['b']));
    expect(all.workers()[0]).toMatchObject({ status: 'down' });
    home.health = {};
    while (all.workers()[0]?.status !== 'ok') await settle();
    expect(new Set(await Promise.all(keys.map(answering)))).toEqual(new Set(['a', 'b']));
    other.health = new AppError('LLM_UNAVAILABLE');
    while (all.workers()[1] !== undefined) await settle();
    expect(new Set(await Promise.all(keys.map(answering)))).toEqual(new Set(['a']));
  });

  it('counts its own requests, and those of others that workers tell of', async () => {
    const [a, b] = [fakeWorker('a'), fakeWorker('b')];
    a.health = { running: 2, waiting: 1 };
    const all = await poolOf([a, b]);
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    for (const worker of [a, b]) worker.says = [gate, word(worker.name), finish];
    const answers = Array.from({ length: 7 }, () => read(all, call()));
    await settle();
    // 3 of others and 2 of ours against 5 of ours.
    expect([a.calls.length, b.calls.length]).toEqual([2, 5]);
    open();
    await Promise.all(answers);
    expect(textOf(await read(all, call()))).toBe('b');
  });

  it('forgets a request whose reader has left', async () => {
    const { all, home, other } = await homeAndOther();
    home.says = [word('one'), word('two'), finish];
    for (let time = 0; time < 20; time += 1) {
      for await (const _part of all.generate(request, call('conversation'))) break;
    }
    expect([home.calls.length, other.calls.length]).toEqual([20, 0]);
  });

  it('is as well as its best worker', async () => {
    const [a, b, c] = [fakeWorker('a'), fakeWorker('b'), fakeWorker('c')];
    a.health = new AppError('LLM_UNAVAILABLE');
    b.health = { running: 9 };
    c.health = { status: 'down' };
    const all = await poolOf([a, b, c]);
    expect(await all.health(call().signal)).toMatchObject({ model: 'b', running: 9 });
    expect(all.workers().map((health) => health?.status)).toEqual([undefined, 'ok', 'down']);
    b.health = new AppError('LLM_UNAVAILABLE');
    const nobody = await poolOf([a, b]);
    await expect(nobody.health(call().signal)).rejects.toMatchObject({ code: 'LLM_UNAVAILABLE' });
    expect((await read(await poolOf([]))).code).toBe('LLM_UNAVAILABLE');
  });

  it('closes all of them', async () => {
    const workers = [fakeWorker('a'), fakeWorker('b')];
    await (await poolOf(workers)).close();
    expect(workers.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  });
});
