import { describe, expect, it } from '@jest/globals';
import { imageDefaults, ImageSettings } from '@atelier/contracts';
import fc from 'fast-check';
import { settlePicture, type SettleOptions } from './settle-picture.js';

const block = (fields: object) => JSON.stringify(fields);

function settle(
  message: string,
  blocks: readonly string[],
  { text = 'Here it is.', ...options }: Partial<SettleOptions> & { text?: string } = {},
) {
  return settlePicture(
    message,
    { text, imagePrompts: blocks },
    { defaults: imageDefaults, randomSeed: 7, earlier: [], ...options },
  );
}

/** Answers of a model that is asked again, and how often it was. */
function again(...blocks: readonly (string | undefined)[]) {
  const attempts: number[] = [];
  const redraw = (attempt: number) => {
    attempts.push(attempt);
    return Promise.resolve(blocks[attempt - 1]);
  };
  return { attempts, redraw };
}

const picture = (prompt: string, seed: number): ImageSettings => ({
  ...imageDefaults,
  prompt,
  seed,
  steps: 12,
  width: 256,
});

const codes = ({ warnings }: Awaited<ReturnType<typeof settle>>) =>
  warnings.map(({ code }) => code);

describe('numbers', () => {
  it('are those that were asked for, clamped, and each change is told', async () => {
    const settled = await settle('draw a cat, seed 42 and 500 steps', [
      block({ prompt: 'a cat', seed: 24, steps: 20, width: 768 }),
    ]);
    expect(settled.settings).toMatchObject({ seed: 42, steps: 100, width: 512 });
    expect(settled.warnings.map(({ message }) => message)).toEqual([
      'seed is 42, as it was asked for.',
      'steps is 500, as it was asked for.',
      'width was not asked for and is left out.',
      'steps 500 became 100.',
    ]);
  });

  it('that the person said earlier, or left to the model, stay', async () => {
    const earlier = [{ user: 'a red star with seed 99', picture: picture('a red star', 99) }];
    const carried = await settle('make it blue', [block({ prompt: 'a blue star', seed: 99 })], {
      earlier,
    });
    expect(carried.settings).toMatchObject({ seed: 99 });
    const wide = block({ prompt: 'a wide beach', width: 1024, height: 448, steps: 30 });
    const chosen = await settle('draw a wide beach in high quality', [wide]);
    expect(chosen.settings).toMatchObject({ width: 1024, height: 448, steps: 30 });
    expect(chosen.warnings).toEqual([]);
  });

  it('stay as they are where the wish is open or in another language', async () => {
    const fields = block({ prompt: 'a red cat', seed: 3, count: 2 });
    for (const message of ['draw', 'draw something', 'zeichne bitte zwei rote Katzen']) {
      expect((await settle(message, [fields])).settings).toMatchObject({ seed: 3, count: 2 });
    }
  });

  it('count pictures, not what is in them', async () => {
    const cats = [block({ prompt: 'two cats', count: 2 })];
    expect((await settle('draw two cats', cats)).settings?.count).toBe(1);
    expect(
      (await settle('draw two pictures of a cat', [block({ prompt: 'a cat' })])).settings?.count,
    ).toBe(2);
  });

  it('come with what must not be shown', async () => {
    const settled = await settle('draw a street, negative prompt: cars, people', [
      block({ prompt: 'a street', negative_prompt: 'what it must not show' }),
    ]);
    expect(settled.settings?.negativePrompt).toBe('cars, people');
    const added = await settle('draw a street without people', [
      block({ prompt: 'an empty street', negative_prompt: 'blurry' }),
    ]);
    expect(added.settings?.negativePrompt).toBe('blurry, people');
  });
});

describe('words', () => {
  it('may be put another way', async () => {
    const { attempts, redraw } = again();
    const fine: readonly [string, string][] = [
      ['draw a red circle', 'a crimson disc, studio light'],
      ['draw two grey cats', 'a pair of gray cats on a sofa'],
      [
        'a picture of an old lighthouse by the sea',
        'weathered lighthouse, ocean, dramatic sea sky',
      ],
      ['draw a hexagon', 'hexagonal tile pattern'],
      ['draw a black and white photo of a horse', 'monochrome horse photograph'],
      ['draw a ylelow star', 'a yellow star on a white background'],
      [
        'draw a small red ring under a blue heart',
        'a blue heart above a small red ring on a white background',
      ],
    ];
    for (const [message, prompt] of fine) {
      const settled = await settle(message, [block({ prompt })], { redraw });
      expect(settled).toMatchObject({ settings: { prompt }, warnings: [] });
    }
    expect(attempts).toEqual([]);
  });

  it('that are lost make the model draw the block again, as often as it takes', async () => {
    const { attempts, redraw } = again(
      block({ prompt: 'a blue dog' }),
      block({ prompt: 'a blue lighthouse at dusk' }),
    );
    const settled = await settle(
      'draw a blue lighthouse',
      [block({ prompt: 'a red lighthouse' })],
      {
        redraw,
      },
    );
    expect(settled.settings?.prompt).toBe('a blue lighthouse at dusk');
    expect(attempts).toEqual([1, 2]);
    expect(codes(settled)).toEqual([]);
  });

  it('come from the wish itself when the model can not', async () => {
    const { attempts, redraw } = again(undefined, '{"prompt":');
    const settled = await settle(
      'please draw me a green pineapple, thanks',
      [block({ prompt: 'a heart' })],
      {
        redraw,
      },
    );
    expect(settled.settings?.prompt).toBe('a green pineapple');
    expect(codes(settled)).toEqual(['IMAGE_PROMPT_MENDED']);
    expect(attempts).toEqual([1, 2]);
  });

  it('are put before a rich prompt', async () => {
    const rich = 'a cosy wooden cabin in a snowy forest at night with warm light in its windows';
    const settled = await settle('draw a purple cabin', [block({ prompt: rich })]);
    expect(settled.settings?.prompt).toBe(`a purple cabin, ${rich}`);
  });

  it('of simple shapes belong to their things', async () => {
    const wrong: readonly [string, string, string][] = [
      [
        'draw a red circle on a blue background',
        'a blue circle on a red background',
        'a red circle on a blue background',
      ],
      [
        'an emerald donut shape next to the big navy box please',
        'a blue ring and a big green square on a white background',
        'a green ring and a big blue square on a white background',
      ],
      [
        'draw a square in front of a black background',
        'a black square on a black background',
        'a red square on a black background',
      ],
      [
        'draw two pink hexagons',
        'three pink hexagons on a black background',
        'two pink hexagons on a white background',
      ],
      [
        'draw a star under a moon',
        'a red star above a blue moon on a white background',
        'a red moon above a blue star on a white background',
      ],
      [
        'draw a white square at the top',
        'a white square',
        'a white square at the top on a black background',
      ],
    ];
    for (const [message, prompt, mended] of wrong) {
      expect((await settle(message, [block({ prompt })])).settings?.prompt).toBe(mended);
    }
  });

  it('may be lost up to half, where they are not colours, shapes or numbers', async () => {
    const message = 'draw an old lighthouse, stormy sea';
    const kept = [block({ prompt: 'a lighthouse by the sea' })];
    expect((await settle(message, kept)).warnings).toEqual([]);
    const lost = [block({ prompt: 'a lighthouse' })];
    expect(codes(await settle(message, lost))).toEqual(['IMAGE_PROMPT_MENDED']);
  });

  it('of a long story may be a summary', async () => {
    const story = `draw this: ${'the knight met a green dragon near the seven hills. '.repeat(10)}`;
    expect(codes(await settle(story, [block({ prompt: 'a knight and a dragon' })]))).toEqual([]);
  });
});

describe('a change of the last picture', () => {
  const before = picture('a red star on a white background', 3);
  const earlier = [{ user: 'draw a red star', picture: before }];

  it.each([
    ['make it green', 'a green star on a white background'],
    ['and in blue on yellow?', 'a blue star on a yellow background'],
    ['replace the star with a ring', 'a red ring on a white background'],
    ['two of them', 'two red stars on a white background'],
    ['bigger', 'a big red star on a white background'],
    ['make it white', 'a white star on a black background'],
    ['the same at night', 'a red star over a city at night'],
    ['add a blue moon above it', 'a blue moon above a red star on a white background'],
  ])('%s: %s', async (message, prompt) => {
    const { attempts, redraw } = again();
    const settled = await settle(message, [block({ prompt })], { earlier, redraw });
    expect(settled).toMatchObject({ settings: { prompt }, warnings: [] });
    expect(attempts).toEqual([]);
  });

  it.each([
    ['make it green', 'a red star on a white background'],
    ['make it green', 'a green heart on a white background'],
    ['replace the star with a ring', 'a red star on a white background'],
  ])('%s is drawn again when it became: %s', async (message, prompt) => {
    const right = 'a green ring on a white background';
    const fitting = message.includes('ring')
      ? 'a red ring on a white background'
      : right.replace('ring', 'star');
    const { redraw } = again(block({ prompt: fitting }));
    const settled = await settle(message, [block({ prompt })], { earlier, redraw });
    expect(settled.settings?.prompt).toBe(fitting);
  });

  it('does not hold a new wish to the old picture', async () => {
    const prompt = 'a blue heart on a white background';
    const settled = await settle('draw a blue heart', [block({ prompt })], { earlier });
    expect(settled).toMatchObject({ settings: { prompt, seed: 7, width: 512 }, warnings: [] });
  });

  it('keeps its seed and settings where the person states no others', async () => {
    const prompt = 'a green star on a white background';
    const green = await settle('make it green', [block({ prompt })], { earlier });
    expect(green.settings).toEqual({ ...before, prompt });
    const more = await settle('make it green with 30 steps and seed 9', [block({ prompt })], {
      earlier,
    });
    expect(more.settings).toMatchObject({ prompt, steps: 30, seed: 9, width: 256 });
    const free = { ...before, negativePrompt: 'text' };
    const kept = await settle('make it green', [block({ prompt })], {
      earlier: [{ user: 'x', picture: free }],
    });
    expect(kept.settings?.negativePrompt).toBe('text');
  });

  it('gets a seed of its own where the same is wanted once more', async () => {
    const same = [block({ prompt: before.prompt })];
    expect((await settle('again', same, { earlier })).settings).toEqual({ ...before, seed: 7 });
    const named = await settle('again with seed 3', same, { earlier });
    expect(named.settings?.seed).toBe(3);
  });

  it('is told by the prompt that is drawn', async () => {
    const text = 'Here is a red heart on a white background.';
    const lost = [block({ prompt: 'a red heart on a white background' })];
    const settled = await settle('make it green', lost, { earlier, text });
    expect(settled.text).toBe('Here is a green star on a white background.');
  });
});

describe('a question', () => {
  it.each(['Is anything sent to a cloud?', "What's the weather like?", 'how do you do?'])(
    'is not drawn: %s',
    async (message) => {
      const text = 'Here is a yellow star on a blue background.';
      const star = block({ prompt: 'a yellow star on a blue background' });
      const settled = await settle(message, [star], { text });
      expect(codes(settled)).toEqual(['IMAGE_PROMPT_DROPPED']);
      expect(settled.settings).toBeUndefined();
      expect(settled.text).toContain('no answer');
    },
  );

  it.each([
    'How about a boat?',
    'what would a red star look like?',
    'Is it possible to draw a cat',
  ])('that is a wish is drawn: %s', async (message) => {
    const prompt = message.replace(/^.*\b(a .*?)(?: look like)?\??$/u, '$1');
    expect((await settle(message, [block({ prompt })])).settings?.prompt).toContain(prompt);
  });
});

describe('no picture', () => {
  it.each([
    'no tiny blue square on white, please',
    'No red circle please',
    'I forbid you to draw anything',
    'words only, thanks',
    "don't draw a red circle",
  ])('comes of: %s', async (message) => {
    const text = 'Here is a red circle on a white background.';
    const prompt = 'a red circle on a white background';
    const settled = await settle(message, [block({ prompt })], { text });
    expect(settled).toMatchObject({ settings: undefined, text: 'All right, no picture.' });
  });

  it.each([
    ['no, a red circle', 'a red circle'],
    ['no red circle, draw a blue star', 'a blue star'],
    ['no red circle but a blue star', 'a blue star'],
    ["why don't you make a red heart", 'a red heart'],
    ['what would a red heart look like? show me', 'a red heart'],
  ])('is not meant by: %s', async (message, prompt) => {
    expect((await settle(message, [block({ prompt })])).settings?.prompt).toContain(prompt);
  });
});

describe('a model of few words', () => {
  const vocabulary = { shapes: ['circle', 'star'], colours: ['red', 'blue', 'white'] };
  const defaults = { ...imageDefaults, vocabulary };
  const draws = (message: string, prompt: string) =>
    settle(message, [block({ prompt })], { defaults });

  it('draws what it knows', async () => {
    const prompt = 'a big red circle on the left on a white background';
    const settled = await draws(`draw ${prompt}`, prompt);
    expect(settled).toMatchObject({ settings: { prompt, count: 1 }, warnings: [] });
  });

  it('draws several of a shape as several pictures', async () => {
    const prompt = 'two red circles on a white background';
    const settled = await draws(`draw ${prompt}`, prompt);
    expect(settled.settings).toMatchObject({
      prompt: 'a red circle on a white background',
      count: 2,
    });
  });

  it('says so too where the model missed that a picture was asked for', async () => {
    const settled = await settle('draw a cat', [], { text: 'I see. Tell me more.', defaults });
    expect(settled.settings).toBeUndefined();
    expect(settled.text).toContain('simple shapes, one at a time');
    const talk = await settle('hello', [], { text: 'Hello!', defaults });
    expect(talk.text).toBeUndefined();
  });

  it.each(['four this time', 'actually, 4 please'])(
    'draws more of the last: %s',
    async (message) => {
      const before = picture('a red circle on a white background', 3);
      const earlier = [{ user: 'draw a red circle', picture: before }];
      const again = [block({ prompt: before.prompt })];
      const settled = await settle(message, again, { defaults, earlier });
      expect(settled.settings).toMatchObject({ prompt: before.prompt, count: 4 });
    },
  );

  it('draws nothing for words that have nothing to do with pictures', async () => {
    const settled = await draws('give me a lift', 'a red circle on a white background');
    expect(settled.settings).toBeUndefined();
    expect(settled.text).toContain('no answer');
    const open = await draws('surprise me', 'a red circle on a white background');
    expect(open.settings).toBeDefined();
  });

  it.each(['a cat', 'a red hexagon', 'a green star', 'a red star and a blue circle'])(
    'says what it can draw instead of %s',
    async (prompt) => {
      const settled = await draws(`draw ${prompt}`, prompt);
      expect(settled.settings).toBeUndefined();
      expect(settled.text).toContain('simple shapes, one at a time: circle or star');
    },
  );
});

describe('no block', () => {
  it('is composed by the model where it can, and the wish is still in it', async () => {
    const rich = 'an old tower by the sea, at dusk';
    const compose = () => Promise.resolve(block({ prompt: rich, seed: 99 }));
    const settled = await settle('draw me an old tower', [], { text: 'Sure!', compose });
    expect(settled.settings).toMatchObject({ prompt: rich, seed: 7 });
    const other = () => Promise.resolve(block({ prompt: 'a cat' }));
    const wished = await settle('draw me an old tower', [], { text: 'Sure!', compose: other });
    expect(wished.settings?.prompt).toBe('an old tower');
  });

  it('is made of a plain wish', async () => {
    const settled = await settle('please draw me an old tower, seed 5', [], { text: 'Sure!' });
    expect(settled.settings).toMatchObject({ prompt: 'an old tower', seed: 5 });
    expect(codes(settled)).toEqual(['IMAGE_PROMPT_ADDED']);
    expect(settled.text).toBeUndefined();
  });

  it.each([
    ['draw an old tower', 'I can only draw simple shapes.'],
    ['draw an old tower', 'Which style would you like?'],
    ['how do I draw a tower?', 'Start with a line.'],
    ["don't draw a tower", 'All right.'],
    ['draw attention to the bug', 'Sure!'],
    ['draw it again', 'Sure!'],
    ['hello', 'Hello!'],
  ])('stays none: %s / %s', async (message, text) => {
    expect(await settle(message, [], { text })).toEqual({
      settings: undefined,
      warnings: [],
    });
  });

  it('is made of simple shapes also where the model denies it', async () => {
    const settled = await settle('draw a red star', [], { text: 'I can not draw that.' });
    expect(settled.settings?.prompt).toBe('a red star on a white background');
    expect(settled.text).toBe('I am drawing it.');
  });
});

describe('a block', () => {
  it('that nobody wanted is dropped', async () => {
    const settled = await settle("please don't draw anything", [block({ prompt: 'a cat' })]);
    expect(settled.settings).toBeUndefined();
    expect(codes(settled)).toEqual(['IMAGE_PROMPT_DROPPED']);
  });

  it('that can not be read is drawn again, or becomes the wish', async () => {
    const { redraw } = again(block({ prompt: 'a fine cat' }));
    expect((await settle('draw a cat', ['{"prom'], { redraw })).settings?.prompt).toBe(
      'a fine cat',
    );
    expect((await settle('draw a cat', ['{"prom'])).settings?.prompt).toBe('a cat');
    expect(await settle('draw', ['{"prom'])).toMatchObject({
      settings: undefined,
      warnings: [{ code: 'IMAGE_PROMPT_UNREADABLE' }],
    });
  });

  it('is the first of several', async () => {
    const settled = await settle('draw', [block({ prompt: 'one' }), block({ prompt: 'two' })]);
    expect(settled.settings?.prompt).toBe('one');
    expect(codes(settled)).toEqual(['IMAGE_PROMPT_IGNORED']);
  });

  it('gives settings that fit the contract, whatever anybody writes', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const part = fc.constantFrom(
      'draw ',
      'a red star',
      ' two ',
      'seed 99999999999 ',
      'no cars',
      '3 pictures of ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(text, part)), fc.array(text), async (parts, blocks) => {
        const { settings } = await settle(
          parts.join(''),
          blocks.map((prompt) => block({ prompt })),
        );
        if (settings) expect(ImageSettings.safeParse(settings).error).toBeUndefined();
      }),
    );
  });
});
