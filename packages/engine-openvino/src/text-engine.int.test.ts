import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TextPart } from '@atelier/contracts';
import { begun, eventually, ask, failureOf, isAlive, never, textOf } from './testing/requests.js';
import { textOptions } from './testing/test-runtime.js';
import { createOpenVinoTextEngine, type OpenVinoTextEngine } from './text-engine.js';

describe('a text runtime', () => {
  let engine: OpenVinoTextEngine;
  beforeAll(async () => {
    engine = await createOpenVinoTextEngine(textOptions({ maxConcurrency: 200, exact: true }));
  });
  afterAll(() => engine.close());

  const partsFor = async (settings: Parameters<typeof ask>[1]) => {
    const parts: TextPart[] = [];
    for await (const part of engine.generate(ask('Hello', settings), never())) parts.push(part);
    return parts;
  };

  it('says where and with what it computes', () => {
    expect(engine.info).toMatchObject({ engine: 'openvino', device: 'CPU', precision: 'int8' });
    expect(engine.info.engineVersion).toMatch(/^2026\.4/);
  });

  it('has no thread that could open a socket', () => {
    const tasks = `/proc/${engine.pid()}/task`;
    const modes = readdirSync(tasks).map(
      (task) => /^Seccomp:\s*(\d)$/m.exec(readFileSync(`${tasks}/${task}/status`, 'utf8'))?.[1],
    );
    expect(modes.length).toBeGreaterThan(1);
    expect(new Set(modes)).toEqual(new Set(['2']));
  });

  it('tells its load, also while it writes', async () => {
    const enough = new AbortController();
    const write = async () => {
      while (!enough.signal.aborted) await textOf(engine, ask('Hello'));
    };
    const writers = Array.from({ length: 50 }, write);
    const sequences = () => Promise.resolve(engine.vitals?.().sequences ?? Number.NaN);
    await eventually(async () => {
      expect(await sequences()).toBeGreaterThan(0);
    });
    const { cacheUse, ...vitals } = engine.vitals?.() ?? {};
    expect(vitals).toMatchObject({ isUp: true, losses: 0 });
    expect(cacheUse).toBeGreaterThanOrEqual(0);
    expect(cacheUse).toBeLessThanOrEqual(1);
    enough.abort();
    await Promise.all(writers);
    await eventually(async () => {
      expect(await sequences()).toBe(0);
    });
  });

  it('writes 200 streams at once, each as it is written alone', async () => {
    const requests = Array.from({ length: 200 }, (_, index) => ask(`Question ${index}`));
    const together = await Promise.all(requests.map((request) => textOf(engine, request)));
    for (const index of [0, 7, 63, 111, 199]) {
      expect(await textOf(engine, requests[index]!)).toBe(together[index]);
    }
    expect(together).not.toContain('');
  });

  it('keeps to a JSON schema, a pattern and a grammar, without white space', async () => {
    const written = async (output: Parameters<typeof ask>[1] & object) => {
      const parts = await partsFor({ maxTokens: 200, temperature: 1, seed: 5, ...output });
      return parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
    };
    const schema = {
      type: 'object',
      properties: {
        prompt: { type: 'string', maxLength: 20 },
        steps: { type: 'integer', minimum: 1, maximum: 50 },
      },
      required: ['prompt', 'steps'],
    };
    const json = await written({ output: { type: 'json-schema', schema } });
    expect(json).toMatch(/^\{"prompt":".*","steps":\d+\}$/s);
    JSON.parse(json);
    expect(await written({ output: { type: 'regex', pattern: '[a-f]{3}-\\d+x' } })).toMatch(
      /^[a-f]{3}-\d+/,
    );
    const ebnf = 'root ::= "yes" | "no" maybe\nmaybe ::= "?"';
    expect(['yes', 'no?']).toContain(await written({ output: { type: 'grammar', ebnf } }));
  });

  it('refuses a broken output form and goes on', async () => {
    const refused = [
      { type: 'regex', pattern: '(' },
      { type: 'grammar', ebnf: 'root ::= missing' },
      { type: 'json-schema', schema: { type: 'object', patternProperties: {} } },
    ] as const;
    for (const output of refused) {
      await expect(partsFor({ output })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        retryable: false,
      });
    }
    expect(await textOf(engine, ask('Hello'))).not.toBe('');
  });

  it('tells how likely each chosen token was', async () => {
    const parts = await partsFor({ logprobs: 1, maxTokens: 6 });
    const logprobs = parts.flatMap((part) =>
      part.type === 'text-delta' ? (part.logprobs ?? []) : [],
    );
    expect(logprobs.length).toBeGreaterThan(0);
    for (const { logprob } of logprobs) expect(logprob).toBeLessThanOrEqual(0);
  });

  it('counts the part of a prompt that it has read before', async () => {
    const words = Array.from({ length: 90 }, (_, index) => `word${index}`).join(' ');
    const usage = async () => {
      for await (const part of engine.generate(ask(words), never())) {
        if (part.type === 'finish') return part.usage;
      }
      throw new Error('No finish came.');
    };
    expect((await usage()).cachedTokens).toBe(0);
    const again = await usage();
    expect(again.cachedTokens).toBeGreaterThan(again.promptTokens / 2);
  });

  it('refuses a conversation that the model can not hold', async () => {
    const tooLong = { code: 'CONTEXT_TOO_LONG', retryable: false };
    for (const words of [3_000, 40_000]) {
      const request = ask('word '.repeat(words));
      await expect(textOf(engine, request)).rejects.toMatchObject(tooLong);
    }
  });

  it('fails callers with ENGINE_LOST when killed, and serves again', async () => {
    const before = await textOf(engine, ask('Hello'));
    const reader = await begun(engine.generate(ask('A long one', { maxTokens: 2_000 }), never()));
    const pid = engine.pid()!;
    process.kill(pid, 'SIGKILL');
    const { code, afterMs } = await failureOf(reader);
    expect(code).toBe('ENGINE_LOST');
    expect(afterMs).toBeLessThan(1_000);
    expect(isAlive(pid)).toBe(false);
    expect(await eventually(() => textOf(engine, ask('Hello')))).toBe(before);
    expect(engine.pid()).not.toBe(pid);
  });

  it('fails callers with ENGINE_LOST when it hangs, and serves again', async () => {
    const reader = await begun(engine.generate(ask('Another', { maxTokens: 2_000 }), never()));
    const pid = engine.pid()!;
    process.kill(pid, 'SIGSTOP');
    const { code, afterMs } = await failureOf(reader);
    expect(code).toBe('ENGINE_LOST');
    expect(afterMs).toBeLessThan(1_000);
    expect(isAlive(pid)).toBe(false);
    expect(await eventually(() => textOf(engine, ask('Hello')))).not.toBe('');
  });

  it('refuses a request under which it died twice', async () => {
    const poison = ask('Poison', { maxTokens: 2_000 });
    for (let time = 0; time < 2; time += 1) {
      const reader = await eventually(() => begun(engine.generate(poison, never())));
      process.kill(engine.pid()!, 'SIGKILL');
      expect(await failureOf(reader)).toMatchObject({ code: 'ENGINE_LOST' });
    }
    await eventually(() => textOf(engine, ask('Hello')));
    await expect(textOf(engine, poison)).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      retryable: false,
    });
  });

  it('moves over to another model without dropping a request', async () => {
    const reader = await begun(engine.generate(ask('Long', { maxTokens: 1_000 }), never()));
    const before = engine.pid()!;
    const swapped = engine.swap({ id: 'other', path: textOptions().model.path });
    expect(await failureOf(reader)).toEqual({ code: undefined, afterMs: 0 });
    await swapped;
    expect(engine.info.model).toBe('other');
    expect(engine.pid()).not.toBe(before);
    expect(await textOf(engine, ask('Hello'))).not.toBe('');
    await eventually(() =>
      isAlive(before) ? Promise.reject(new Error('alive')) : Promise.resolve(),
    );
  });

  it('stays with its model when the next one does not load', async () => {
    const missing = engine.swap({ id: 'none', path: '/nowhere' });
    await expect(missing).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    expect(engine.info.model).toBe('other');
    expect(await textOf(engine, ask('Hello'))).not.toBe('');
  });
});
