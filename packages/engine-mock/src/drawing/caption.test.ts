import { describe, expect, it } from '@jest/globals';
import { createCaption } from './caption.js';
import { toFontText } from './font.js';
import { renderPicture } from './render-picture.js';
import { wrapText } from './wrap-text.js';

/** The picture's brightest pixels as characters, which is where the text is. */
async function inkOf(prompt: string, width: number, height: number): Promise<string> {
  const picture = { prompt, negativePrompt: '', seed: 1, width, height };
  const pixels = await renderPicture(picture, new AbortController().signal);
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = (y * width + x) * 3;
      return pixels?.slice(at, at + 3).every((channel) => channel === 255) ? '#' : '.';
    }).join(''),
  );
  return rows.join('\n');
}

describe('caption', () => {
  it('is drawn in letters that one can read', async () => {
    const ink = await inkOf('Hi', 64, 64);
    const letters = ink
      .split('\n')
      .map((row) => row.slice(2, 13))
      .filter((row) => row.includes('#'));
    expect(letters).toEqual([
      '#...#...#..',
      '#...#......',
      '#...#..##..',
      '#####...#..',
      '#...#...#..',
      '#...#...#..',
      '#...#..###.',
    ]);
  });

  it('fits into every size, facts and all', () => {
    const prompt = 'word '.repeat(400);
    for (const width of [64, 128, 512, 2048]) {
      for (const height of [64, 128, 512, 2048]) {
        const facts = `seed 4294967295 ${width}x${height}`;
        const { top } = createCaption({ prompt, facts }, width, height);
        expect({ width, height, fits: top >= 0 && top < height }).toEqual({
          width,
          height,
          fits: true,
        });
      }
    }
  });

  it('writes foreign letters with its own, and a box for the rest', () => {
    expect(toFontText('Crème brûlée „süß“ — 猫👩‍🚀')).toBe(
      'Creme brulee "suss" - \uFFFD\uFFFD\uFFFD',
    );
  });

  it('breaks lines at spaces and inside long words', () => {
    expect(wrapText('a big  cat\nextraordinary', 5)).toEqual([
      'a big',
      'cat',
      'extra',
      'ordin',
      'ary',
    ]);
  });
});
