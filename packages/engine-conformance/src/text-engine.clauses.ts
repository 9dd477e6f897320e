import { expect } from '@jest/globals';
import { EngineInfo, TextPart, TextRequest } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import type { Clause } from './clause.js';
import {
  begin,
  collectFailure,
  drain,
  finishOf,
  generate,
  never,
  textOf,
  thoughtOf,
} from './collect.js';

type RequestSettings = Partial<Omit<TextRequest, 'messages'>>;

/** An engine to check, and requests for it. */
export interface TextSubject {
  readonly engine: TextEngine;
  create(): TextEngine | Promise<TextEngine>;
  ask(content: string, settings?: RequestSettings): TextRequest;
  /** A request whose answer is at least 40 tokens long. */
  long(settings?: RequestSettings): TextRequest;
  /** A request that the model thinks about first, if it can. */
  deep(settings?: RequestSettings): TextRequest;
}

/** What to say to the engine. */
export interface TextMessages {
  /** A message whose answer is at least 40 tokens long. */
  readonly longMessage?: string;
  /** One that the model thinks about first, for more than 10 tokens, if it can. */
  readonly deepMessage?: string;
}

export function toTextSubject(
  engine: TextEngine,
  create: TextSubject['create'],
  messages: TextMessages = {},
): TextSubject {
  const { longMessage = 'Count from 1 to 300, in digits.', deepMessage = longMessage } = messages;
  const ask = (content: string, settings: RequestSettings = {}) =>
    TextRequest.parse({
      messages: [{ role: 'user', content }],
      maxTokens: 64,
      temperature: 0,
      seed: 1,
      ...settings,
    });
  return {
    engine,
    create,
    ask,
    long: (settings) => ask(longMessage, settings),
    deep: (settings) => ask(deepMessage, settings),
  };
}

/** What every driver of the port `TextEngine` promises. */
export const textClauses = [
  {
    name: 'says what it is and what it can do',
    async check({ engine }) {
      EngineInfo.parse(engine.info);
      expect(engine.capabilities.maxConcurrency).toBeGreaterThanOrEqual(1);
      expect(engine.capabilities.contextTokens ?? Infinity).toBeGreaterThan(64);
      await Promise.resolve();
    },
  },
  {
    name: 'ends with exactly one finish after some text',
    async check({ engine, ask }) {
      const parts = await generate(engine, ask('Hello!'));
      expect(['stop', 'length']).toContain(finishOf(parts).reason);
      expect(textOf(parts)).not.toBe('');
      for (const part of parts) TextPart.parse(part);
    },
  },
  {
    name: 'gives the same text for the same request and seed',
    async check({ engine, long }) {
      const first = await generate(engine, long());
      expect(textOf(await generate(engine, long()))).toBe(textOf(first));
    },
  },
  {
    name: 'counts tokens plausibly',
    async check({ engine, ask }) {
      const short = finishOf(await generate(engine, ask('Hello!'))).usage;
      const more = finishOf(await generate(engine, ask('Hello! '.repeat(100)))).usage;
      expect(more.promptTokens).toBeGreaterThan(short.promptTokens);
      for (const usage of [short, more]) {
        expect(usage.promptTokens).toBeGreaterThan(0);
        expect(usage.completionTokens).toBeGreaterThan(0);
        expect(usage.completionTokens).toBeLessThanOrEqual(64);
        expect(usage.cachedTokens).toBeLessThanOrEqual(usage.promptTokens);
      }
    },
  },
  {
    name: 'stops at maxTokens',
    async check({ engine, long }) {
      for (const maxTokens of [1, 7]) {
        const { reason, usage } = finishOf(await generate(engine, long({ maxTokens })));
        expect(reason).toBe('length');
        expect(usage.completionTokens).toBe(maxTokens);
      }
    },
  },
  {
    name: 'never shows a stop string, also one that spans two deltas',
    async check({ engine, long }) {
      const parts = await generate(engine, long());
      const text = textOf(parts);
      for (const stop of stopStringsOf(parts)) {
        const stopped = await generate(engine, long({ stop: [stop] }));
        expect({ stop, text: textOf(stopped) }).toEqual({
          stop,
          text: text.slice(0, text.indexOf(stop)),
        });
        expect(finishOf(stopped).reason).toBe('stop');
      }
    },
  },
  {
    name: 'shows what only looked like the beginning of a stop string',
    async check({ engine, long }) {
      const text = textOf(await generate(engine, long()));
      const characters = Array.from(text);
      const pieces = [characters.slice(3, 9), characters.slice(-4)].map((piece) => piece.join(''));
      const beginnings = pieces.map((part) => `${part}\u2603never`);
      expect(textOf(await generate(engine, long({ stop: beginnings })))).toBe(text);
    },
  },
  {
    name: 'shows whole characters only',
    async check({ engine, ask }) {
      const parts = await generate(engine, ask('Repeat after me: 🐱👩‍🚀 猫 ñandú 🇩🇪 ok'));
      for (const part of parts) {
        if (part.type === 'text-delta') expect(part.text.isWellFormed()).toBe(true);
      }
      expect(textOf(parts)).not.toContain('\uFFFD');
    },
  },
  {
    name: 'takes every setting, and warns of those it lacks',
    async check({ engine, long }) {
      const request = long({
        temperature: 0.9,
        topP: 0.9,
        topK: 5,
        repetitionPenalty: 1.1,
        presencePenalty: 0.1,
        frequencyPenalty: 0.1,
      });
      const parts = await generate(engine, request);
      finishOf(parts);
      const warned = parts.flatMap((part) => (part.type === 'warning' ? [part.setting] : []));
      expect(new Set(warned).size).toBe(warned.length);
      for (const setting of warned) expect(Object.keys(request)).toContain(setting);
    },
  },
  {
    name: 'calls a function that it has to call, or warns that it knows of none',
    async check({ engine, ask }) {
      const parameters = { type: 'object', properties: { colour: { type: 'string' } } };
      const functions = [{ name: 'paint', description: 'Paints a wall.', parameters }];
      const tools = { functions, choice: 'required' as const };
      const parts = await generate(engine, ask('Paint it red.', { tools }));
      finishOf(parts);
      const warned = parts.some((part) => part.type === 'warning' && part.setting === 'tools');
      const calls = parts.flatMap((part) => (part.type === 'tool-call' ? [part.call] : []));
      expect(warned || calls.length > 0).toBe(true);
      for (const call of calls) {
        expect(call.name).toBe('paint');
        expect(typeof JSON.parse(call.arguments)).toBe('object');
      }
    },
  },
  {
    name: 'reads a conversation in which a function was called',
    async check({ engine, ask }) {
      const { messages, ...settings } = ask('Paint it red.');
      const call = { id: 'c1', name: 'paint', arguments: '{"colour":"red"}' };
      const called: TextRequest['messages'] = [
        ...messages,
        { role: 'assistant', content: '', toolCalls: [call] },
        { role: 'tool', content: 'It is red now.', toolCallId: 'c1' },
      ];
      finishOf(await generate(engine, { ...settings, messages: called }));
    },
  },
  {
    name: 'shows no thoughts when told not to think',
    async check({ engine, deep }) {
      const parts = await generate(engine, deep({ reasoning: 'off' }));
      expect(thoughtOf(parts)).toBe('');
      expect(textOf(parts)).not.toBe('');
    },
  },
  {
    name: 'thinks no longer than it may and then answers, or warns',
    async check({ engine, deep }) {
      const thought = thoughtOf(await generate(engine, deep()));
      let longer = thought;
      for (const reasoningMaxTokens of [10, 4]) {
        const parts = await generate(engine, deep({ reasoningMaxTokens }));
        const mayThink = parts.every(
          (part) => part.type !== 'warning' || part.setting !== 'reasoningMaxTokens',
        );
        if (thought === '' || !mayThink) return;
        const shorter = thoughtOf(parts);
        expect(thought.startsWith(shorter)).toBe(true);
        expect(shorter.length).toBeLessThan(longer.length);
        expect(shorter).not.toBe('');
        expect(textOf(parts)).not.toBe('');
        longer = shorter;
      }
    },
  },
  {
    name: 'refuses a prompt that it can not hold, without repeating it',
    async check({ engine, ask }) {
      const { contextTokens } = engine.capabilities;
      if (contextTokens === undefined) return;
      const long = ask('pelican '.repeat(contextTokens));
      const { parts, error } = await collectFailure(() => engine.generate(long, never()));
      expect(parts).toEqual([]);
      expect(error).toMatchObject({ code: 'CONTEXT_TOO_LONG', retryable: false });
      expect(error?.message).not.toContain('pelican');
      finishOf(await generate(engine, ask('Hello!')));
    },
  },
  {
    name: 'writes nothing when cancelled beforehand',
    async check({ engine, long }) {
      const parts = await generate(engine, long(), AbortSignal.abort());
      expect(finishOf(parts)).toMatchObject({
        reason: 'cancelled',
        usage: { completionTokens: 0 },
      });
      expect(textOf(parts)).toBe('');
    },
  },
  {
    name: 'ends within one token when cancelled',
    async check({ engine, long }) {
      const controller = new AbortController();
      const parts: TextPart[] = [];
      let after = 0;
      for await (const part of engine.generate(long({ maxTokens: 1_000 }), controller.signal)) {
        parts.push(part);
        if (controller.signal.aborted && part.type !== 'finish') after += 1;
        if (part.type === 'text-delta') controller.abort();
      }
      const { reason, usage } = finishOf(parts);
      expect(reason).toBe('cancelled');
      // Nor does it write on unseen.
      expect(usage.completionTokens).toBeLessThan(1_000);
      expect(after).toBeLessThanOrEqual(1);
    },
  },
  {
    name: 'refuses more than it can hold, and takes them once there is room',
    async check({ engine, ask, long }) {
      const controller = new AbortController();
      const { maxConcurrency } = engine.capabilities;
      const endless = long({ maxTokens: 1_000 });
      const running = await Promise.all(
        Array.from({ length: maxConcurrency }, () =>
          begin(engine.generate(endless, controller.signal)),
        ),
      );
      const { parts, error } = await collectFailure(() => engine.generate(ask('Hello!'), never()));
      expect(parts).toEqual([]);
      expect(error).toMatchObject({ code: 'ENGINE_BUSY', retryable: true });
      controller.abort();
      await Promise.all(running.map(drain));
      finishOf(await generate(engine, ask('Hello!')));
    },
  },
  {
    name: 'takes a seat back from a reader who leaves',
    async check({ engine, ask, long }) {
      for (let time = 0; time <= engine.capabilities.maxConcurrency; time += 1) {
        const reader = await begin(engine.generate(long({ maxTokens: 1_000 }), never()));
        await reader.return?.();
      }
      finishOf(await generate(engine, ask('Hello!')));
    },
  },
  {
    name: 'ends running and later requests with ENGINE_LOST once closed',
    async check({ create, ask, long }) {
      const closing = await create();
      const reader = await begin(closing.generate(long({ maxTokens: 1_000 }), never()));
      const lost = expect(drain(reader)).rejects.toMatchObject({ code: 'ENGINE_LOST' });
      await closing.close();
      await lost;
      const { error } = await collectFailure(() => closing.generate(ask('Hello!'), never()));
      expect(error).toMatchObject({ code: 'ENGINE_LOST', retryable: true });
    },
  },
] as const satisfies readonly Clause<TextSubject>[];

/** A piece of the text, one from inside a delta, and pieces across the edges of some. */
function stopStringsOf(parts: readonly TextPart[]): string[] {
  const deltas = parts.flatMap((part) => (part.type === 'text-delta' ? [part.text] : []));
  const edges = [2, 5, Math.floor(deltas.length / 2)].filter((edge) => edge < deltas.length - 1);
  const across = edges.map(
    (edge) => (deltas[edge - 1] ?? '').slice(-2) + (deltas[edge] ?? '').slice(0, 2),
  );
  const piece = Array.from(deltas.join('')).slice(4, 9).join('');
  return [piece, deltas[3] ?? '', ...across].filter((stop) => stop !== '' && stop.isWellFormed());
}
