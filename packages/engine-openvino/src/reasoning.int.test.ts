import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TextPart, TextRequest } from '@atelier/contracts';
import { ask, never } from './testing/requests.js';
import { reasoningModel, textOptions } from './testing/test-runtime.js';
import { createOpenVinoTextEngine, type OpenVinoTextEngine } from './text-engine.js';

describe('a model that reasons', () => {
  let engine: OpenVinoTextEngine;
  beforeAll(async () => {
    engine = await createOpenVinoTextEngine(textOptions({ model: reasoningModel, exact: true }));
  });
  afterAll(() => engine.close());

  const answerTo = async (settings: Partial<TextRequest>) => {
    const parts: TextPart[] = [];
    const request = ask('Hello', { maxTokens: 40, ...settings });
    for await (const part of engine.generate(request, never())) parts.push(part);
    const written = (type: 'text-delta' | 'reasoning-delta') =>
      parts.map((part) => (part.type === type ? part.text : '')).join('');
    return {
      parts,
      thought: written('reasoning-delta'),
      text: written('text-delta'),
      finish: parts.at(-1),
    };
  };

  it('answers at once when told not to', async () => {
    const { thought, text, finish } = await answerTo({ reasoning: 'off' });
    expect(thought).toBe('');
    expect(text).not.toBe('');
    expect(finish).toMatchObject({ type: 'finish' });
  });

  it('reasons as long as it may, then answers, and says both as they come', async () => {
    const whole = await answerTo({});
    const cut = await answerTo({ reasoningMaxTokens: 4 });
    expect(cut.thought).not.toBe('');
    expect(cut.thought.length).toBeLessThan(whole.thought.length);
    expect(whole.thought.startsWith(cut.thought)).toBe(true);
    expect(cut.text).not.toBe('');
    const kinds = cut.parts.map(({ type }) => type);
    expect(kinds.filter((type) => type === 'reasoning-delta').length).toBeGreaterThan(1);
    expect(kinds.filter((type) => type === 'text-delta').length).toBeGreaterThan(1);
    expect(kinds.lastIndexOf('reasoning-delta')).toBeLessThan(kinds.indexOf('text-delta'));
  });

  it('counts what it wrote, and writes no more than it may', async () => {
    const { finish } = await answerTo({ reasoningMaxTokens: 4, maxTokens: 7 });
    expect(finish).toMatchObject({ reason: 'length', usage: { completionTokens: 7 } });
  });

  it('writes what it thinks of many at once, each as alone', async () => {
    const requests = [3, 5, 9, 17, 30].map((reasoningMaxTokens) => ({ reasoningMaxTokens }));
    const together = await Promise.all(requests.map(answerTo));
    for (const [index, request] of requests.entries()) {
      const { thought, text } = await answerTo(request);
      expect({ thought, text }).toEqual({
        thought: together[index]?.thought,
        text: together[index]?.text,
      });
    }
  });

  it('leaves alone what ends by itself in time', async () => {
    const { thought, text } = await answerTo({});
    expect(await answerTo({ reasoningMaxTokens: 40 })).toMatchObject({ thought, text });
  });

  it('can be cancelled after its reasoning was cut', async () => {
    const controller = new AbortController();
    const request = ask('Hello', { maxTokens: 2_000, reasoningMaxTokens: 4 });
    let last: TextPart | undefined;
    for await (const part of engine.generate(request, controller.signal)) {
      if (part.type === 'text-delta') controller.abort();
      last = part;
    }
    expect(last).toMatchObject({ type: 'finish', reason: 'cancelled' });
  });

  it('does not reason in an answer of a given form', async () => {
    const output = { type: 'regex', pattern: '[a-f]{3}' } as const;
    const { thought, text } = await answerTo({ output });
    expect(thought).toBe('');
    expect(text).toMatch(/^[a-f]{3}/);
  });
});
