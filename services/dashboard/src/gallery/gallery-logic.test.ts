import { describe, expect, it } from '@jest/globals';
import type { GalleryImage, GalleryView } from '@atelier/contracts';
import { filterSearch, readFilter, toGalleryPage } from './gallery-filter.js';
import { newerCount, withImage, withNewer, withoutImages } from './gallery-pages.js';
import { gridShape, nextCell } from './grid-moves.js';
import { extended, inParts, nothingSelected, toggled, without } from './selection.js';

describe('gallery filter', () => {
  it('goes into an address and comes back', () => {
    const filter = {
      words: 'red & blue',
      tag: 'fox',
      kind: 'upscale',
      favourite: true,
      from: '2026-01-30',
      to: '2026-02-01',
    } as const;
    expect(readFilter(new URLSearchParams(filterSearch(filter)))).toEqual(filter);
    expect(filterSearch({})).toBe('');
  });

  it('leaves out what makes no sense', () => {
    const search = new URLSearchParams('q=%20&kind=magic&from=yesterday&to=2026-99-99&favourite=1');
    expect(readFilter(search)).toEqual({});
  });

  it('takes whole days, the last one with its evening', () => {
    const { from = '', to = '' } = toGalleryPage({ from: '2026-01-31', to: '2026-01-31' });
    expect(new Date(from)).toEqual(new Date(2026, 0, 31));
    expect(new Date(to)).toEqual(new Date(2026, 1, 1));
  });
});

describe('selection', () => {
  const order = ['a', 'b', 'c', 'd', 'e'];

  it('toggles, and extends from the last one in either direction', () => {
    const one = toggled(nothingSelected, 'd');
    const range = extended(one, 'b', order);
    expect([...range.ids].sort()).toEqual(['b', 'c', 'd']);
    expect([...toggled(range, 'c').ids].sort()).toEqual(['b', 'd']);
    expect([...extended(nothingSelected, 'c', order).ids]).toEqual(['c']);
  });

  it('lets go of what is gone, and does not lose its way by it', () => {
    const gone = without(extended(toggled(nothingSelected, 'a'), 'c', order), ['c']);
    expect([...gone.ids]).toEqual(['a', 'b']);
    expect([...extended(gone, 'e', ['a', 'b', 'd', 'e']).ids]).toEqual(['a', 'b', 'e']);
  });

  it('is sent in parts', () => {
    expect(inParts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(inParts([], 2)).toEqual([]);
  });
});

describe('moves in the grid', () => {
  const size = { columns: 4, count: 10, rowsAtOnce: 2 };
  const move = (key: string, at: number) => nextCell(key, at, size);

  it('moves by cells and rows, and stays at the edges', () => {
    expect(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].map((key) => move(key, 5))).toEqual([
      4, 6, 1, 9,
    ]);
    expect([move('ArrowLeft', 0), move('ArrowUp', 2), move('ArrowRight', 9)]).toEqual([0, 2, 9]);
    expect([move('ArrowDown', 7), move('ArrowDown', 8)]).toEqual([9, 8]);
  });

  it('moves to the ends of a row and by pages', () => {
    expect([move('Home', 6), move('End', 4), move('End', 8)]).toEqual([4, 7, 9]);
    expect([move('PageDown', 1), move('PageDown', 7), move('PageUp', 9)]).toEqual([9, 9, 1]);
    expect(move('a', 3)).toBeUndefined();
  });

  it('fills the width', () => {
    for (const width of [320, 358, 700, 1_232, 2_000]) {
      const { columns, side } = gridShape(width);
      expect(columns * side + (columns - 1) * 8).toBeCloseTo(width);
      expect(side).toBeGreaterThan(90);
      expect(side).toBeLessThan(260);
    }
  });
});

describe('pages', () => {
  const image = (id: string) => ({ id, favourite: false }) as GalleryImage;
  const page = (...ids: string[]): GalleryView => ({ images: ids.map(image), next_cursor: ids[0] });
  const ids = (pages: readonly GalleryView[]) => pages.map((one) => one.images.map(({ id }) => id));

  it('have changed pictures changed and deleted ones gone', () => {
    const pages = [page('c', 'b'), page('a')];
    expect(withImage(pages, { ...image('a'), favourite: true })[1]?.images[0]?.favourite).toBe(
      true,
    );
    expect(ids(withoutImages(pages, new Set(['b', 'a'])))).toEqual([['c'], []]);
  });

  it('take newer pictures to the top, and begin again behind a gap', () => {
    const pages = [page('c', 'b'), page('a')];
    expect(newerCount(pages, page('d', 'c'))).toBe(1);
    expect(ids(withNewer(pages, page('e', 'd', 'c')))).toEqual([['e', 'd', 'c', 'b'], ['a']]);
    expect(ids(withNewer(pages, page('z', 'y')))).toEqual([['z', 'y']]);
    expect(withNewer(pages, page('e', 'c'))[0]?.next_cursor).toBe('c');
  });
});
