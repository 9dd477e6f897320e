import { describe, expect, it } from '@jest/globals';
import { maxUploadBytes } from '@atelier/contracts';
import { pictureProblem } from './read-picture.js';

describe('pictureProblem', () => {
  it.each([
    ['image/png', maxUploadBytes, undefined],
    ['image/webp', 1, undefined],
    ['image/png', maxUploadBytes + 1, 'A picture may have 10 MiB at most.'],
    ['image/svg+xml', 1, 'Choose a PNG, JPEG or WebP picture.'],
    ['', 1, 'Choose a PNG, JPEG or WebP picture.'],
  ])('says of %p with %p bytes: %p', (type, size, says) => {
    expect(pictureProblem({ type, size })).toBe(says);
  });
});
