import { describe, expect, it } from '@jest/globals';
import { createPictureCache } from './picture-cache.js';

/** A cache of 10 bytes over a server whose pictures have as many bytes as their address says. */
function cache(fetch = (url: string) => Promise.resolve(new Blob(['x'.repeat(Number(url[1]))]))) {
  const asked: string[] = [];
  const live = new Set<string>();
  let last = 0;
  const pictures = createPictureCache({
    fetch: (url) => {
      asked.push(url);
      return fetch(url);
    },
    createUrl: () => {
      last += 1;
      live.add(`blob:${last}`);
      return `blob:${last}`;
    },
    revokeUrl: (address) => void live.delete(address),
    maxBytes: 10,
  });
  return { pictures, asked, live };
}

describe('pictures', () => {
  it('are fetched once for all who hold them', async () => {
    const { pictures, asked } = cache();
    const [first, second] = await Promise.all([pictures.hold('a4'), pictures.hold('a4')]);
    expect(first).toBe(second);
    expect(pictures.peek('a4')).toBe(first);
    expect(asked).toEqual(['a4']);
  });

  it('that nobody holds go when there is no room, the longest unused first', async () => {
    const { pictures, asked, live } = cache();
    for (const url of ['a4', 'b4', 'c4']) {
      await pictures.hold(url);
    }
    expect(live.size).toBe(3);
    for (const url of ['b4', 'a4']) pictures.release(url);
    expect(live.size).toBe(3);
    pictures.release('c4');
    expect(pictures.peek('a4')).toBeUndefined();
    expect(live.size).toBe(2);
    await pictures.hold('a4');
    expect(asked).toEqual(['a4', 'b4', 'c4', 'a4']);
  });

  it('stay while somebody holds them, however large', async () => {
    const { pictures, live } = cache();
    await pictures.hold('a9');
    await pictures.hold('b9');
    pictures.release('b9');
    expect([live.size, pictures.peek('a9')]).toEqual([2, 'blob:1']);
  });

  it('that failed are asked for again', async () => {
    let well = false;
    const { pictures, asked } = cache(() =>
      well ? Promise.resolve(new Blob(['x'])) : Promise.reject(new Error('no')),
    );
    await expect(pictures.hold('a1')).rejects.toThrow('no');
    pictures.release('a1');
    well = true;
    await expect(pictures.hold('a1')).resolves.toBe('blob:1');
    expect(asked).toHaveLength(2);
  });

  it('are all revoked when cleared, also those on their way', async () => {
    const { pictures, live } = cache();
    await pictures.hold('a1');
    const late = pictures.hold('b1');
    pictures.clear();
    await expect(late).rejects.toThrow();
    expect([live.size, pictures.peek('a1')]).toEqual([0, undefined]);
  });
});
