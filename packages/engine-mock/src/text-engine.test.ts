import { describe, expect, it } from '@jest/globals';
import { TextRequest } from '@atelier/contracts';
import { describeTextEngine } from '@atelier/engine-conformance';
import { createMockTextEngine } from './text-engine.js';

const deepMessage = 'mock:think 30';
describeTextEngine('mock', () => createMockTextEngine({ partDelayMs: 1, maxConcurrency: 4 }), {
  deepMessage,
});
describeTextEngine('mock without delay', () => createMockTextEngine(), { deepMessage });

describe('createMockTextEngine', () => {
  const partsOf = async (settings: Partial<TextRequest>) => {
    const request = TextRequest.parse({
      messages: [{ role: 'user', content: 'Hello there' }],
      maxTokens: 500,
      ...settings,
    });
    const parts = [];
    const signal = new AbortController().signal;
    for await (const part of createMockTextEngine().generate(request, signal)) parts.push(part);
    return parts;
  };

  it('says plainly that it is a mock, word by word', async () => {
    const texts = (await partsOf({})).flatMap((part) =>
      part.type === 'text-delta' ? [part.text] : [],
    );
    expect(texts.slice(0, 5)).toEqual(['This', ' is', ' the', ' mock', ' engine:']);
    expect(texts.join('')).toContain('"Hello there"');
  });

  it('warns once of each setting that it ignores, and of no default', async () => {
    const warned = async (settings: Partial<TextRequest>) =>
      (await partsOf(settings)).flatMap((part) => (part.type === 'warning' ? [part.setting] : []));
    expect(await warned({})).toEqual([]);
    expect(await warned({ topK: 40, temperature: 0, seed: 3 })).toEqual(['topK']);
  });

  const say = (content: string, settings: Partial<TextRequest> = {}) =>
    partsOf({ messages: [{ role: 'user', content }], ...settings });

  it('does what a message orders', async () => {
    expect(await say('mock:think hm\nmock:warn careful\nmock:say done')).toMatchObject([
      { type: 'reasoning-delta', text: 'hm' },
      { type: 'warning', setting: 'messages', message: 'careful' },
      { type: 'text-delta', text: 'done' },
      { type: 'finish', reason: 'stop', usage: { completionTokens: 2 } },
    ]);
    expect(await say('mock:empty')).toMatchObject([{ type: 'finish', reason: 'stop' }]);
    await expect(say('mock:error ENGINE_LOST')).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    const cut = await say('mock:long 400', { maxTokens: 7 });
    expect(cut.at(-1)).toMatchObject({ reason: 'length', usage: { completionTokens: 7 } });
  });

  it('lets an order of an earlier message rest', async () => {
    const messages: TextRequest['messages'] = [
      { role: 'user', content: 'mock:error ENGINE_LOST' },
      { role: 'assistant', content: 'mock:empty' },
      { role: 'user', content: 'Hello' },
    ];
    expect((await partsOf({ messages })).at(-1)).toMatchObject({ reason: 'stop' });
  });

  it('says something before it fails, and ends a pause when cancelled', async () => {
    const ask = (content: string, signal: AbortSignal) => {
      const request = TextRequest.parse({ messages: [{ role: 'user', content }], maxTokens: 99 });
      return createMockTextEngine().generate(request, signal)[Symbol.asyncIterator]();
    };
    const failing = ask('mock:say a\nmock:error ENGINE_FAILED', new AbortController().signal);
    expect((await failing.next()).value).toEqual({ type: 'text-delta', text: 'a' });
    await expect(failing.next()).rejects.toMatchObject({ code: 'ENGINE_FAILED' });

    const controller = new AbortController();
    const next = ask('mock:slow 3600000', controller.signal).next();
    controller.abort();
    expect((await next).value).toMatchObject({ type: 'finish', reason: 'cancelled' });
  });

  it('ends an answer where its context is full', async () => {
    const parts = await say(`mock:long 5000 ${'x '.repeat(4_000)}`, { maxTokens: 5_000 });
    const finish = parts.at(-1);
    if (finish?.type !== 'finish') throw new Error('It did not finish.');
    expect(finish.reason).toBe('length');
    expect(finish.usage.promptTokens + finish.usage.completionTokens).toBe(4_096);
  });

  it('ends a wait between tokens as soon as it is cancelled', async () => {
    const engine = createMockTextEngine({ partDelayMs: 3_600_000 });
    const controller = new AbortController();
    const request = TextRequest.parse({
      messages: [{ role: 'user', content: 'Hello' }],
      maxTokens: 5,
    });
    const next = engine.generate(request, controller.signal)[Symbol.asyncIterator]().next();
    controller.abort();
    expect((await next).value).toMatchObject({ type: 'finish', reason: 'cancelled' });
  });
});
