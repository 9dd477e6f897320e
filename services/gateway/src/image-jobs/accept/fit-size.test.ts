import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { sizeEnlarged, sizeExtended, sizeFromSource, sizeFromWords } from './fit-size.js';

const sd = { width: 512, height: 512, minSize: 256, maxSize: 768 };
const starter = { width: 128, height: 128, minSize: 128, maxSize: 128 };
const any = { width: 512, height: 512 };
const changed = (side: string, from: number, to: number, range: string) => ({
  code: 'IMAGE_SETTING_CHANGED',
  message: `${side} ${from} became ${to}: the model draws ${range} pixels.`,
});

function fieldOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return AppError.is(error) ? error.fields[0]?.field : undefined;
  }
  return undefined;
}

describe('the size of a picture from words', () => {
  it('is the one of the model', () => {
    expect(sizeFromWords({}, sd)).toEqual({ width: 512, height: 512, warnings: [] });
    expect(sizeFromWords({ width: 640 }, sd)).toMatchObject({ width: 640, height: 512 });
  });

  it('stays within what the model draws, and says so', () => {
    expect(sizeFromWords({ width: 1_024, height: 128 }, sd)).toEqual({
      width: 768,
      height: 256,
      warnings: [
        changed('width', 1_024, 768, '256 to 768'),
        changed('height', 128, 256, '256 to 768'),
      ],
    });
    expect(sizeFromWords({ width: 512 }, starter)).toEqual({
      width: 128,
      height: 128,
      warnings: [changed('width', 512, 128, '128 to 128')],
    });
    expect(sizeFromWords({ width: 4_096, height: 64 }, any).warnings).toEqual([]);
  });
});

describe('the size of a picture from another', () => {
  it.each([
    ['as it is', { width: 512, height: 640 }, [512, 640]],
    ['rounded', { width: 500, height: 333 }, [512, 320]],
    ['shrunk', { width: 4_000, height: 3_000 }, [768, 576]],
    ['grown', { width: 64, height: 128 }, [256, 512]],
    ['as far as it goes', { width: 4_000, height: 100 }, [768, 256]],
    ['as far as it grows', { width: 1_000, height: 40 }, [768, 256]],
  ])('is %s', (_name, source, [width, height]) => {
    expect(sizeFromSource({}, source, sd)).toEqual({ width, height, warnings: [] });
  });

  it('keeps its shape where one side is asked for', () => {
    const source = { width: 1_200, height: 800 };
    expect(sizeFromSource({ width: 384 }, source, sd)).toMatchObject({ width: 384, height: 256 });
    expect(sizeFromSource({ height: 384 }, source, sd)).toMatchObject({ width: 576, height: 384 });
    expect(sizeFromSource({ width: 1_024 }, source, sd).warnings).toHaveLength(1);
  });

  it('is the one that is asked for', () => {
    const asked = { width: 256, height: 512 };
    expect(sizeFromSource(asked, { width: 99, height: 99 }, sd)).toMatchObject(asked);
  });

  it('is what a model of one size has', () => {
    const size = sizeFromSource({}, { width: 1_024, height: 512 }, starter);
    expect(size).toEqual({ width: 128, height: 128, warnings: [] });
  });
});

describe('the size of a picture that grows', () => {
  it('is the sum, or the product', () => {
    const source = { width: 100, height: 50 };
    const extend = { left: 1, top: 2, right: 3, bottom: 4 };
    expect(sizeExtended(source, extend)).toEqual({ width: 104, height: 56 });
    expect(sizeEnlarged(source, 4)).toEqual({ width: 400, height: 200 });
    expect(sizeEnlarged({ width: 1_024, height: 1_024 }, 4)).toMatchObject({ width: 4_096 });
  });

  it('has an end', () => {
    const source = { width: 3_500, height: 1_025 };
    const extend = { left: 300, top: 0, right: 297, bottom: 0 };
    expect(fieldOf(() => sizeExtended(source, extend))).toBe('/extend');
    expect(fieldOf(() => sizeEnlarged(source, 4))).toBe('/factor');
  });
});
