import { describe, expect, it } from '@jest/globals';
import { TextRequest } from '@atelier/contracts';
import { describeTextEngine } from '@atelier/engine-conformance';
import { createMockTextEngine } from './text-engine.js';

describeTextEngine('mock', () => createMockTextEngine({ tokenDelayMs: 1, maxConcurrency: 4 }));
describeTextEngine('mock without delay', () => createMockTextEngine());

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

  it('ends a wait between tokens as soon as it is cancelled', async () => {
    const engine = createMockTextEngine({ tokenDelayMs: 3_600_000 });
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
