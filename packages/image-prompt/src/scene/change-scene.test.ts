import { describe, expect, it } from '@jest/globals';
import { readWords } from '../request/words.js';
import { changeScene } from './change-scene.js';
import { readScene } from './scene.js';
import { writeScene } from './write-scene.js';

const change = (before: string, message: string): string | undefined => {
  const scene = readScene(before);
  if (scene === undefined) throw new Error(`Not a scene: ${before}`);
  const changed = changeScene(scene, readWords(message));
  return changed && writeScene(changed);
};

describe('changeScene', () => {
  it.each([
    ['make it green', 'a green star on a white background'],
    ['now in blue on black please', 'a blue star on a black background'],
    ['on a yellow background', 'a red star on a yellow background'],
    ['paint the background purple', 'a red star on a purple background'],
    ['make it a ring', 'a red ring on a white background'],
    ['replace the star with a green ring', 'a green ring on a white background'],
    ['show me three', 'three red stars on a white background'],
    ['bigger please', 'a big red star on a white background'],
    ['shrink it', 'a small red star on a white background'],
    ['what about at the top?', 'a red star at the top on a white background'],
    ['put it on the left side', 'a red star on the left on a white background'],
    ['use another seed', 'a red star on a white background'],
    ['once more', 'a red star on a white background'],
    ['make it white', 'a white star on a black background'],
    ['add a blue moon above it', 'a blue moon above a red star on a white background'],
    ['with a small ring next to it', 'a red star and a small blue ring on a white background'],
  ])('%s', (message, expected) => {
    expect(change('a red star on a white background', message)).toBe(expected);
  });

  it.each([
    ['make the ring pink', 'a red star above a pink ring on a white background'],
    ['remove the star', 'a blue ring on a white background'],
    ['a bigger ring', 'a red star above a big blue ring on a white background'],
    ['turn the star into a heart', 'a red heart above a blue ring on a white background'],
    ['both in green', 'a green star above a green ring on a white background'],
  ])('of two things: %s', (message, expected) => {
    expect(change('a red star above a blue ring on a white background', message)).toBe(expected);
  });

  it.each([
    'make it happier',
    'the same at night',
    'a red cross',
    'add a cat',
    'swap the colours',
    'remove the heart',
    'no',
    '',
  ])('leaves to the model: %s', (message) => {
    expect(change('a red star above a blue ring on a white background', message)).toBeUndefined();
  });
});
