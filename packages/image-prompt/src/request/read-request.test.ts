import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRequest } from './read-request.js';

const read = (message: string) => readRequest(message, { isChange: false });
const stated = (message: string) => {
  const { stated: numbers, negative } = read(message);
  return { ...numbers, ...(negative && { no: negative.text }) };
};

describe('what a message states with a number', () => {
  it.each([
    ['a red star, seed 42', { seed: 42 }],
    ['set the seed to 7 and draw a star', { seed: 7 }],
    ['draw a star with the seed of 3021271362', { seed: 3021271362 }],
    ['seed=5, seed: 9', { seed: 9 }],
    ['a pink heart and the blue ring seed 23 and (25 steps)', { seed: 23, steps: 25 }],
    ['draw a cat using 30 sampling steps', { steps: 30 }],
    ['could i have a star, steps: four use a guidance of 8.5', { steps: 4, cfg_scale: 8.5 }],
    ['a cat, cfg scale 7', { cfg_scale: 7 }],
    ['a cat at 512x768', { width: 512, height: 768 }],
    ['a cat, 512 by 512 pixels please', { width: 512, height: 512 }],
    ['a cat 448 pixels wide and 320 pixels high: now', { width: 448, height: 320 }],
    ['width 256, height=512', { width: 256, height: 512 }],
    ['draw two pictures of a cat', { count: 2 }],
    ['generate six images of a triangle on the left-hand side', { count: 6 }],
    ['generate 6 iamges of a diamond', { count: 6 }],
    ['draw a cat, three pictures please', { count: 3 }],
    ['draw a cat in 3 versions', { count: 3 }],
    ['a red cat, 4 times', { count: 4 }],
  ])('%s', (message, expected) => {
    expect(stated(message)).toEqual(expected);
  });

  it.each([
    'draw two circles',
    'draw a wall with three pictures of horses on it',
    'a staircase with 20 steps',
    'five steps away from the door',
    'draw a 10x10 grid',
    'a field of 100 by 200 feet',
    'draw a seed in the ground and 3 birds',
    'a house from 1920',
    'a cat three times bigger than a dog',
    'version 2.5 of the plan',
    'seed 1.5',
  ])('nothing: %s', (message) => {
    expect(stated(message)).toEqual({});
  });
});

describe('what a picture must not show', () => {
  it.each([
    ['a triangle negative prompt: shadows and words and use a guidance of 7.5', 'shadows, words'],
    ['steps: 42, negative prompt: spots: generate a violet cross', 'spots'],
    ['Paint 2 hexagons please negative prompt: blur, use a guidance of 1', 'blur'],
    ['negative prompt: low quality, deformed hands', 'low quality, deformed hands'],
    ['a street without people', 'people'],
    ['a street without any cars or people', 'cars, people'],
    ['a house, no text please', 'text'],
    ['draw a star but no shadows', 'shadows'],
    ["a star, i don't want words in it", 'words'],
  ])('%s', (message, expected) => {
    expect(read(message).negative?.text).toBe(expected);
  });

  it.each([
    'without the circle',
    'draw it without asking me',
    'no, in green',
    'no pictures please',
    'no problem',
    'no circle, draw a ring',
    'without a hat',
    'there is no idea in it',
  ])('nothing: %s', (message) => {
    expect(read(message).negative).toBeUndefined();
  });
});

describe('intent', () => {
  it.each([
    ['draw a red circle', 'a red circle'],
    ['Please draw me a red circle on a blue background!', 'a red circle on a blue background'],
    ['can you draw a horse?', 'a horse'],
    ['hi! could you please paint me a picture of two old boats, thanks', 'two old boats'],
    ['I want a picture of a lighthouse at night', 'a lighthouse at night'],
    ["it's my birthday. sketch a cake with candles for me please", 'a cake with candles'],
    ['show me an image of the old mill', 'the old mill'],
    ['could i have a picture of a dog', 'a dog'],
    ['a picture of a purple circle, please', 'a purple circle'],
    ['draw a cat with 30 steps', 'a cat'],
    ['generate two images of a ring, seed 5', 'a ring'],
    ['i want you to draw a castle', 'a castle'],
    ["don't draw a cat, draw a dog", 'a dog'],
    ['create an aqua triangle on a grey background', 'an aqua triangle on a grey background'],
    ['red heart on yellow', 'red heart on yellow'],
  ])('draw: %s', (message, wish) => {
    expect(read(message)).toMatchObject({ intent: 'draw', wish });
  });

  it.each([
    'how do I draw attention to a bug?',
    'how do i draw a circle by hand?',
    'draw attention to the problem',
    'draw a conclusion from this',
    'draw the line',
    'draw a line under it',
    'draw up a contract',
    'draw me a bath',
    'draw lots for us',
    'paint me a picture of how the economy works',
    'where do you draw the line?',
    'write a program that draws a red square',
    'can you draw?',
    'can you draw horses?',
    'i want to draw a horse but I am bad at it',
    'i can draw a horse',
    'the match ended in a draw',
    'you paint a bleak picture',
    'i drew a star yesterday',
    'i have a red star',
    'what is the area of a circle?',
    'draw it in yellow',
    'draw something',
    'the picture of the cat was great',
    'zeichne einen roten Kreis',
    'dessine un cercle rouge',
    '',
    '🎨',
  ])('unclear: %s', (message) => {
    expect(read(message).intent).toBe('unclear');
  });

  it.each([
    "don't draw anything",
    'please do not generate images',
    'no pictures please',
    'stop drawing',
    "please don't draw",
    "i don't want a picture",
    'just text please, no pictures',
    "don't draw a cat",
    'never draw that again',
  ])('decline: %s', (message) => {
    expect(read(message).intent).toBe('decline');
  });

  it.each([
    "why don't you draw a star?",
    "don't draw the hat",
    "i don't want words in it",
    'why is there no picture?',
    "don't make it so big",
    'draw a man. no pictures on the wall',
  ])('no decline: %s', (message) => {
    expect(read(message).intent).not.toBe('decline');
  });
});

describe('simple shapes', () => {
  it.each([
    'draw a red circle on a blue background for me, keep it simple',
    'my daughter wants two cyan hexagons',
    'place a red star in the picture',
    'what does one cyan disk on purple look like? draw it',
    'not a pink triangle, but a purple square above a moon',
    "it's my day off. could i have one grey hexagon on red, if you can",
    'draw a yelow star',
  ])('are all that is asked for: %s', (message) => {
    expect(read(message).scene).toBeDefined();
  });

  it.each([
    'draw a cat and a red circle',
    'draw a man with a red star on his hat',
    'draw a red star with a face',
    'a house on a blue star',
    'draw a star, a moon and a heart',
    'what does a red star mean?',
    'my favourite shape is the triangle',
    'make the sky red',
  ])('are not: %s', (message) => {
    expect(read(message).scene).toBeUndefined();
  });
});

describe('what a prompt has to cover', () => {
  const required = (message: string, isChange = false) =>
    readRequest(message, { isChange }).required.map(({ text, isStrict }) =>
      isStrict ? text.toUpperCase() : text,
    );

  it('is the colours, shapes, numbers and other words of the wish', () => {
    expect(required('hi, please draw me two old boats on a blue sea, seed 5')).toEqual([
      'TWO',
      'old',
      'boats',
      'BLUE',
      'sea',
    ]);
  });

  it('is not what is unwanted, replaced or was there before', () => {
    expect(required("don't draw a red cat, draw a dog")).toEqual(['dog']);
    expect(required('make it green', true)).toEqual(['GREEN']);
    expect(required('replace the star with a ring', true)).toEqual(['RING']);
    expect(required('change the circle to blue', true)).toEqual(['BLUE']);
    expect(required('a heart instead of a star', true)).toEqual(['HEART']);
    expect(required('remove the ring please', true)).toEqual([]);
  });

  it('is nothing in a language that is not known', () => {
    expect(required('zeichne eine orange Katze auf einem Stuhl')).toEqual([]);
    expect(required('赤い円を描いて')).toEqual([]);
    expect(required('une image de la plage avec un chien orange')).toEqual([]);
  });
});

describe('readRequest', () => {
  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean(), (text, isChange) => {
        const { wish } = readRequest(`draw ${text}`, { isChange });
        expect(wish === undefined || wish.isWellFormed()).toBe(true);
      }),
    );
  });

  it('reads the number of a seed wherever it stands', () => {
    const words = fc.constantFrom('a', 'red', 'cat', 'on', 'the', 'roof', 'please');
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.array(words), fc.array(words), (seed, before, after) => {
        const message = [...before, `seed ${seed}`, ...after].join(' ');
        expect(read(message).stated).toEqual({ seed });
      }),
    );
  });

  it('takes time linear in the message', () => {
    const pieces = [
      'seed ',
      'and the with ',
      '1 ',
      'no a, ',
      'draw a ',
      ' x ',
      "don't ",
      '12x',
      '  ',
    ];
    for (const piece of pieces) {
      const message = piece.repeat(16_000 / piece.length);
      const startedAt = performance.now();
      read(message);
      // Quadratic time would be seconds.
      expect(performance.now() - startedAt).toBeLessThan(1_500);
    }
  });
});
