import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSameScene } from './compare-scenes.js';
import { readScene, type Scene, type Thing } from './scene.js';
import { writeScene } from './write-scene.js';

const colour = fc.constantFrom('red', 'green', 'blue', 'orange', 'gray');
const thing: fc.Arbitrary<Thing> = fc.record(
  {
    shape: fc.constantFrom('circle', 'star', 'cross', 'hexagon', 'moon'),
    colour,
    size: fc.constantFrom('small', 'big'),
  },
  { requiredKeys: ['shape'] },
);
const scene: fc.Arbitrary<Scene> = fc
  .record({
    things: fc.array(thing, { minLength: 1, maxLength: 2 }),
    count: fc.constantFrom<Scene['count']>('one', 'two', 'three'),
    isStacked: fc.boolean(),
    background: colour,
  })
  .map(({ things, count, isStacked, background }) => ({
    things,
    background,
    count: things.length > 1 ? 'one' : count,
    isStacked: isStacked && things.length > 1,
  }));

describe('a scene', () => {
  it('is read from what is written of it', () => {
    fc.assert(
      fc.property(scene, (written) => {
        const read = readScene(writeScene(written));
        expect(read).toEqual(written);
        expect(read && isSameScene(written, read)).toBe(true);
      }),
    );
  });

  it.each([
    ['an emerald donut shape next to the big navy box', 'a green ring and a big blue square'],
    [
      'a star under a moon in violet on orange',
      'a purple moon above a star on an orange background',
    ],
    ['on a red page two pluses that are black', 'two black crosses on a red background'],
    ['a pink plus plus a rosy dot', 'a pink cross and a pink circle'],
    [
      'a white square up top, background being blue',
      'a white square at the top on a blue background',
    ],
    ['a ring on top of a red background', 'a ring on a red background'],
    [
      'a big red circle over a single green heart on a blue canvas',
      'a big red circle above a green heart on a blue background',
    ],
  ])('is read from: %s', (text, written) => {
    const read = readScene(text);
    expect(read && writeScene(read)).toBe(written);
  });

  it.each([
    'a red cat',
    'a star with a face',
    'red',
    'a star, a moon and a ring',
    'a maroon disk',
    'four stars',
    '',
  ])('is not: %s', (text) => {
    expect(readScene(text)).toBeUndefined();
  });
});
