import { describe } from '@jest/globals';
import type { TextPart, TextRequest } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { createMockTextEngine } from '@atelier/engine-mock';
import { AppError, type ErrorCode } from '@atelier/errors';
import { never, textOf } from '../collect.js';
import { textClauses, toTextSubject } from '../text-engine.clauses.js';
import { failingAs, keepingSeats, replaced, silentOnceClosed, type Open } from './faults.js';
import { testSabotage, type Saboteur, type Saboteurs } from './sabotage.js';

type Asked = Open<TextRequest, TextPart>;
type Finish = Extract<TextPart, { readonly type: 'finish' }>;

const asking =
  (fault: (open: Asked, good: TextEngine) => Asked): Saboteur<TextEngine> =>
  (good) => ({
    ...good,
    generate: fault((request, signal) => good.generate(request, signal), good),
  });
const saying = (replace: (part: TextPart) => readonly TextPart[]) =>
  asking((open) => (request, signal) => replaced(open(request, signal), replace));
const writing = (replace: (text: string) => readonly string[]) =>
  saying((part) =>
    part.type === 'text-delta' ? replace(part.text).map((text) => word(text)) : [part],
  );
const finishing = (replace: (finish: Finish) => readonly TextPart[]) =>
  saying((part) => (part.type === 'finish' ? replace(part) : [part]));
const counting = (usage: (finish: Finish) => Partial<Finish['usage']>) =>
  finishing((finish) => [{ ...finish, usage: { ...finish.usage, ...usage(finish) } }]);
const calling = (from: Finish['reason'], to: Finish['reason']) =>
  finishing((finish) => [finish.reason === from ? { ...finish, reason: to } : finish]);
/** Asks for something else than it was asked for. */
const reading = (change: (request: TextRequest) => Partial<TextRequest>) =>
  asking((open) => (request, signal) => open({ ...request, ...change(request) }, signal));
/** Says its whole text at once, as it remembers it. Knows no stop strings. */
const retelling = (retell: (text: string, stop: readonly string[]) => string) =>
  asking(
    (open) =>
      async function* (request, signal) {
        const parts: TextPart[] = [];
        for await (const part of open({ ...request, stop: [] }, signal)) parts.push(part);
        yield word(retell(textOf(parts), request.stop));
        yield* parts.filter((part) => part.type === 'finish');
      },
  );
const failing = (from: ErrorCode, to: AppError) =>
  asking((open) => (request, signal) => failingAs(open(request, signal), from, to));
const word = (text: string): TextPart => ({ type: 'text-delta', text });

const isDeaf = asking((open) => (request) => open(request, never()));
const saysAWordFirst = asking(
  (open) =>
    async function* (request, signal) {
      yield word('Well,');
      yield* open(request, signal);
    },
);

const saboteurs: Saboteurs<typeof textClauses, TextEngine> = {
  'says what it is and what it can do': {
    'has a name without end': (good) => ({
      ...good,
      info: { ...good.info, model: 'm'.repeat(201) },
    }),
    'has no seat': (good) => ({
      ...good,
      capabilities: { ...good.capabilities, maxConcurrency: 0 },
    }),
    'holds less than an answer': (good) => ({
      ...good,
      capabilities: { ...good.capabilities, contextTokens: 64 },
    }),
  },
  'ends with exactly one finish after some text': {
    'does not finish': finishing(() => []),
    'finishes twice': finishing((finish) => [finish, finish]),
    'talks on after its finish': finishing((finish) => [finish, word('And')]),
    'was cancelled by nobody': calling('stop', 'cancelled'),
    'says nothing': writing(() => []),
    'counts in halves': counting(() => ({ cachedTokens: 0.5 })),
  },
  'gives the same text for the same request and seed': {
    'never says the same twice': (good) => {
      let answers = 0;
      return retelling((text) => `${text} ${(answers += 1)}`)(good);
    },
  },
  'counts tokens plausibly': {
    'counts every prompt alike': counting(() => ({ promptTokens: 7 })),
    'counts a short prompt as nothing': counting(({ usage }) => ({
      promptTokens: usage.promptTokens < 9 ? 0 : usage.promptTokens,
    })),
    'counts no token of its answer': counting(() => ({ completionTokens: 0 })),
    'counts more than it may write': counting(() => ({ completionTokens: 65 })),
    'found more in its cache than it read': counting(({ usage }) => ({
      cachedTokens: usage.promptTokens + 1,
    })),
  },
  'stops at maxTokens': {
    'writes one more': reading(({ maxTokens }) => ({ maxTokens: maxTokens + 1 })),
    'writes one less': reading(({ maxTokens }) => ({ maxTokens: Math.max(1, maxTokens - 1) })),
    'calls a cut answer a whole one': calling('length', 'stop'),
  },
  'never shows a stop string, also one that spans two deltas': {
    'knows none': reading(() => ({ stop: [] })),
    'looks at one delta at a time': asking(
      (open) =>
        async function* (request, signal) {
          for await (const part of open({ ...request, stop: [] }, signal)) {
            const isStop =
              part.type === 'text-delta' && request.stop.some((stop) => part.text.includes(stop));
            if (!isStop) yield part;
            else return;
          }
        },
    ),
    'shows it': retelling((text, [stop]) =>
      stop === undefined ? text : text.slice(0, text.indexOf(stop) + stop.length),
    ),
    'says that it was cut off': asking(
      (open) => (request, signal) =>
        replaced(open(request, signal), (part) =>
          part.type === 'finish' && request.stop.length > 0
            ? [{ ...part, reason: 'length' }]
            : [part],
        ),
    ),
  },
  'shows what only looked like the beginning of a stop string': {
    'swallows it within the text': retelling((text, [first = '']) =>
      text.replace(beginningOf(first), ''),
    ),
    'swallows it at the end': retelling((text, [, second = '']) =>
      second === '' ? text : text.slice(0, -beginningOf(second).length),
    ),
  },
  'shows whole characters only': {
    'cuts some in two': writing((text) => text.split('')),
    'shows a sign for what it can not read': writing((text) => [text.replace(/\p{So}/u, '\uFFFD')]),
  },
  'takes every setting, and warns of those it lacks': {
    'fails at one': asking((open) => (request, signal) => {
      if (request.topK > 0) throw new AppError('ENGINE_FAILED');
      return open(request, signal);
    }),
    'warns twice': saying((part) => (part.type === 'warning' ? [part, part] : [part])),
    'warns of something else': saying((part) =>
      part.type === 'warning' ? [{ ...part, setting: 'colour' }] : [part],
    ),
  },
  'calls a function that it has to call, or warns that it knows of none': {
    'talks instead': saying((part) =>
      part.type === 'tool-call' || part.type === 'warning' ? [] : [part],
    ),
    'calls another': saying((part) =>
      part.type === 'tool-call' ? [{ ...part, call: { ...part.call, name: 'scrape' } }] : [part],
    ),
    'writes no JSON': saying((part) =>
      part.type === 'tool-call' ? [{ ...part, call: { ...part.call, arguments: '{' } }] : [part],
    ),
  },
  'reads a conversation in which a function was called': {
    'knows no such role': asking((open) => (request, signal) => {
      const isCalled = request.messages.some(({ role }) => role === 'tool');
      if (isCalled) throw new AppError('ENGINE_FAILED');
      return open(request, signal);
    }),
  },
  'shows no thoughts when told not to think': {
    'thinks all the same': reading(() => ({ reasoning: 'show' })),
    'says nothing at all': writing(() => []),
  },
  'thinks no longer than it may and then answers, or warns': {
    'knows no end': reading(() => ({ reasoningMaxTokens: undefined })),
    'ends all thoughts alike': reading(({ reasoningMaxTokens }) => ({
      reasoningMaxTokens: reasoningMaxTokens === undefined ? undefined : 4,
    })),
    'does not think at all then': reading(({ reasoningMaxTokens }) => ({
      reasoning: reasoningMaxTokens === undefined ? 'show' : 'off',
    })),
    'thinks something else then': (good) => {
      let answers = 0;
      return saying((part) =>
        part.type === 'reasoning-delta' ? [{ ...part, text: `${(answers += 1)}!` }] : [part],
      )(good);
    },
    'answers nothing': writing(() => []),
  },
  'refuses a prompt that it can not hold, without repeating it': {
    'holds less than it says': (good) => ({
      ...good,
      capabilities: { ...good.capabilities, contextTokens: 1_000 },
    }),
    'says a word before it refuses': saysAWordFirst,
    'calls itself broken': failing('CONTEXT_TOO_LONG', new AppError('ENGINE_FAILED')),
    'says that it may fit later': failing(
      'CONTEXT_TOO_LONG',
      new AppError('CONTEXT_TOO_LONG', undefined, { retryable: true }),
    ),
    'repeats it': failing(
      'CONTEXT_TOO_LONG',
      new AppError('CONTEXT_TOO_LONG', 'I can not hold "pelican pelican".'),
    ),
    'is good for nothing after it': (good) => {
      let isBroken = false;
      return asking((open) => (request, signal) => {
        isBroken ||= request.messages.some(({ content }) => content.length > 10_000);
        if (isBroken) throw new AppError('CONTEXT_TOO_LONG');
        return open(request, signal);
      })(good);
    },
  },
  'writes nothing when cancelled beforehand': {
    'does not hear it': isDeaf,
    'says a word': saysAWordFirst,
    'counts a token': counting(() => ({ completionTokens: 1 })),
    'calls itself finished': calling('cancelled', 'stop'),
  },
  'ends within one token when cancelled': {
    'does not hear it': isDeaf,
    'writes on unseen': counting(() => ({ completionTokens: 1_000 })),
    'says two words more': finishing((finish) => [word('but'), word('still'), finish]),
    'calls itself finished': calling('cancelled', 'stop'),
    'just breaks off': finishing(() => []),
  },
  'refuses more than it can hold, and takes them once there is room': {
    'holds more than it says': (good) => ({
      ...good,
      capabilities: { ...good.capabilities, maxConcurrency: seats - 1 },
    }),
    'says a word before it refuses': saysAWordFirst,
    'calls itself broken': failing('ENGINE_BUSY', new AppError('ENGINE_FAILED')),
    'says that it never has room': failing(
      'ENGINE_BUSY',
      new AppError('ENGINE_BUSY', undefined, { retryable: false }),
    ),
    'keeps the seats of the cancelled': asking((open) =>
      keepingSeats(open, seats, 'the-cancelled'),
    ),
  },
  'takes a seat back from a reader who leaves': {
    'keeps it': asking((open) => keepingSeats(open, seats, 'those-who-left')),
  },
  'ends running and later requests with ENGINE_LOST once closed': {
    'lets running ones end': (good) => ({ ...good, close: () => Promise.resolve() }),
    'says nothing to later ones': (good) => {
      const { open, close } = silentOnceClosed<TextRequest, TextPart>(
        (request, signal) => good.generate(request, signal),
        good,
      );
      return { ...good, generate: open, close };
    },
    'blames the request': failing('ENGINE_LOST', new AppError('ENGINE_FAILED')),
    'says that no other will help': failing(
      'ENGINE_LOST',
      new AppError('ENGINE_LOST', undefined, { retryable: false }),
    ),
  },
};

const seats = 3;
const create = () => createMockTextEngine({ maxConcurrency: seats });

function beginningOf(stop: string): string {
  return stop.slice(0, stop.indexOf('\u2603'));
}

describe('a broken text engine', () => {
  testSabotage(textClauses, saboteurs, (sabotage) =>
    toTextSubject(sabotage(create()), () => sabotage(create()), { deepMessage: 'mock:think 30' }),
  );
});
