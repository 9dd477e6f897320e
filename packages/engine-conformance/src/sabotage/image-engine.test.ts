import { describe } from '@jest/globals';
import type { ImageEngine, ImagePart, ImageRequest } from '@atelier/engine';
import { createMockImageEngine } from '@atelier/engine-mock';
import { AppError } from '@atelier/errors';
import { never } from '../collect.js';
import { imageClauses, toImageSubject } from '../image-engine.clauses.js';
import { failingAs, keepingSeats, replaced, silentOnceClosed, type Open } from './faults.js';
import { testSabotage, type Saboteur, type Saboteurs } from './sabotage.js';

type Asked = Open<ImageRequest, ImagePart>;
type Finish = Extract<ImagePart, { readonly type: 'finish' }>;
type Image = Extract<ImagePart, { readonly type: 'image' }>;

const asking =
  (fault: (open: Asked) => Asked): Saboteur<ImageEngine> =>
  (good) => ({ ...good, draw: fault((request, signal) => good.draw(request, signal)) });
const saying = (replace: (part: ImagePart) => readonly ImagePart[]) =>
  asking((open) => (request, signal) => replaced(open(request, signal), replace));
const painting = (replace: (image: Image, request: ImageRequest) => Partial<Image>) =>
  asking(
    (open) => (request, signal) =>
      replaced(open(request, signal), (part) =>
        part.type === 'image' ? [{ ...part, ...replace(part, request) }] : [part],
      ),
  );
const finishing = (replace: (finish: Finish) => readonly ImagePart[]) =>
  saying((part) => (part.type === 'finish' ? replace(part) : [part]));
const calling = (from: Finish['reason'], to: Finish['reason']) =>
  finishing((finish) => [finish.reason === from ? { ...finish, reason: to } : finish]);
/** Draws something else than it was asked for. */
const reading = (change: (request: ImageRequest) => Partial<ImageRequest>) =>
  asking((open) => (request, signal) => open({ ...request, ...change(request) }, signal));
const failing = (from: 'ENGINE_BUSY' | 'ENGINE_LOST', to: AppError) =>
  asking((open) => (request, signal) => failingAs(open(request, signal), from, to));

const step: ImagePart = { type: 'image-step', index: 0, step: 1, steps: 4 };
const isDeaf = asking((open) => (request) => open(request, never()));
const stepsFirst = asking(
  (open) =>
    async function* (request, signal) {
      yield step;
      yield* open(request, signal);
    },
);

const saboteurs: Saboteurs<typeof imageClauses, ImageEngine> = {
  'says what it is and what it can do': {
    'has a name without end': (good) => ({
      ...good,
      info: { ...good.info, model: 'm'.repeat(201) },
    }),
    'has no seat': (good) => ({ ...good, capabilities: { maxConcurrency: 0 } }),
  },
  'tells each step, the decoding and the picture in order': {
    'counts steps from 0': saying((part) =>
      part.type === 'image-step' ? [{ ...part, step: part.step - 1 }] : [part],
    ),
    'leaves a step out': saying((part) =>
      part.type === 'image-step' && part.step === 2 ? [] : [part],
    ),
    'takes a step more than it was asked for': reading(({ steps }) => ({ steps: steps + 1 })),
    'does not tell that it decodes': saying((part) =>
      part.type === 'image-decoding' ? [] : [part],
    ),
    'tells that it decodes when it has': saying((part) => {
      if (part.type === 'image-decoding') return [];
      return part.type === 'image' ? [part, { ...part, type: 'image-decoding' }] : [part];
    }),
    'draws one picture only': reading(() => ({ count: 1 })),
    'calls every picture the first': saying((part) =>
      'index' in part ? [{ ...part, index: 0 }] : [part],
    ),
    'does not finish': finishing(() => []),
    'finishes twice': finishing((finish) => [finish, finish]),
  },
  'draws at the size asked for, row by row': {
    'turns it on its side': reading(({ width, height }) => ({ width: height, height: width })),
    'always draws a square': reading(({ width }) => ({ height: width })),
    'says another size than it draws': painting(({ width, height }) => ({
      width: height,
      height: width,
    })),
    'sends transparency too': painting(({ width, height }) => ({
      pixels: new Uint8Array(width * height * 4).map((_, index) => index),
    })),
    'sends an empty canvas': painting(({ pixels }) => ({
      pixels: new Uint8Array(pixels.length).fill(9),
    })),
  },
  'gives the same pixels for the same settings': {
    'never draws the same twice': (good) => {
      let pictures = 0;
      return painting(({ pixels }) => ({ pixels: pixels.with(0, (pictures += 1)) }))(good);
    },
  },
  'differs by seed and by prompt': {
    'does not look at the seed': reading(() => ({ seed: 1 })),
    'does not look at the prompt': reading(() => ({ prompt: 'anything' })),
  },
  'draws picture i of a job as it draws it alone, also past the largest seed': {
    'lets a picture depend on the one before': painting(({ index, pixels }) => ({
      pixels: index > 0 ? pixels.with(0, (pixels[0] ?? 0) ^ 1) : pixels,
    })),
    'says the same seed of all': painting((_, { seed }) => ({ seed })),
    'counts past the largest seed': painting(({ index }, { seed }) => ({ seed: seed + index })),
  },
  'draws nothing when cancelled beforehand': {
    'does not hear it': isDeaf,
    'takes a step': stepsFirst,
    'calls itself finished': calling('cancelled', 'stop'),
  },
  'ends at the next step when cancelled': {
    'does not hear it': isDeaf,
    'takes two steps more': finishing((finish) => [step, step, finish]),
    'shows what it has': finishing((finish) => [
      { type: 'image', index: 0, seed: 7, width: 1, height: 1, pixels: new Uint8Array(3) },
      finish,
    ]),
    'calls itself finished': calling('cancelled', 'stop'),
    'just breaks off': finishing(() => []),
  },
  'refuses more than it can hold, and takes them once there is room': {
    'holds more than it says': (good) => ({ ...good, capabilities: { maxConcurrency: seats - 1 } }),
    'takes a step before it refuses': stepsFirst,
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
  'ends running and later jobs with ENGINE_LOST once closed': {
    'lets running ones end': (good) => ({ ...good, close: () => Promise.resolve() }),
    'says nothing to later ones': (good) => {
      const { open, close } = silentOnceClosed<ImageRequest, ImagePart>(
        (request, signal) => good.draw(request, signal),
        good,
      );
      return { ...good, draw: open, close };
    },
    'blames the request': failing('ENGINE_LOST', new AppError('ENGINE_FAILED')),
    'says that no other will help': failing(
      'ENGINE_LOST',
      new AppError('ENGINE_LOST', undefined, { retryable: false }),
    ),
  },
};

const seats = 2;
const create = () => createMockImageEngine({ maxConcurrency: seats });

describe('a broken image engine', () => {
  testSabotage(imageClauses, saboteurs, (sabotage) =>
    toImageSubject(sabotage(create()), () => sabotage(create())),
  );
});
