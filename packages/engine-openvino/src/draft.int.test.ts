import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { describeTextEngine } from '@atelier/engine-conformance';
import { ask, textOf } from './testing/requests.js';
import { textOptions } from './testing/test-runtime.js';
import {
  createOpenVinoTextEngine,
  type OpenVinoTextEngine,
  type OpenVinoTextOptions,
} from './text-engine.js';

const models = dirname(textOptions().model.path);
const draftOf = (name: string) => ({ draft: { path: join(models, name), tokens: 5 } });

describe('a model with a smaller one that guesses ahead', () => {
  const engines: OpenVinoTextEngine[] = [];
  afterAll(() => Promise.all(engines.map((engine) => engine.close())));
  const start = async (changes: Partial<OpenVinoTextOptions>) => {
    const engine = await createOpenVinoTextEngine(textOptions({ exact: true, ...changes }));
    engines.push(engine);
    return engine;
  };

  it('writes what it writes alone, also when the guesses are wrong', async () => {
    const requests = [
      ask('Hello'),
      ask('Tell me about the lighthouse', { maxTokens: 100 }),
      ask('Tell me about the harbour', { maxTokens: 60, repetitionPenalty: 1.3 }),
      ask('Tell me about ships', { output: { type: 'regex', pattern: '[a-f]{3}-\\d{4}x' } }),
    ];
    const [alone, helped] = await Promise.all([start({}), start(draftOf('qwen2-tiny-thinking'))]);
    for (const request of requests) {
      const text = await textOf(alone, request);
      expect(text).not.toBe('');
      expect(await textOf(helped, request)).toBe(text);
    }
    const together = requests.map((request) => textOf(helped, request));
    expect(await Promise.all(together)).toEqual(
      await Promise.all(requests.map((request) => textOf(alone, request))),
    );
  });
});

describeTextEngine('openvino with a draft', () =>
  createOpenVinoTextEngine(
    textOptions({ maxConcurrency: 4, exact: true, ...draftOf('qwen2-tiny-thinking') }),
  ),
);
