import type { Raster } from '@atelier/engine';
import { openRaster, toRaster } from '../pixels/open-sharp.js';

/** Of the grey picture that is looked at. */
const side = 32;
/** Frequencies along each axis; 8 × 8 of them are 64 bits. */
const frequencies = 8;
/** A coefficient below this, a wave of one grey level, may come from the coding. */
const least = 16;

/** `cosines[u][x]` of the orthonormal type-II transform. */
const cosines = Array.from({ length: frequencies }, (_, u) =>
  Array.from(
    { length: side },
    (__, x) =>
      Math.sqrt((u === 0 ? 1 : 2) / side) * Math.cos(((2 * x + 1) * u * Math.PI) / (2 * side)),
  ),
);

/**
 * What a picture looks like in 64 bits, in hex: pictures that look alike differ in few of them. The
 * signs of its lowest frequencies against their median, as in pHash (C. Zauner, Implementation and
 * Benchmarking of Perceptual Image Hash Functions, 2010); plain parts, which have none, count as 0.
 */
export async function lookOf(picture: Raster): Promise<string> {
  const small = openRaster(picture, 3).resize({ width: side, height: side, fit: 'fill' });
  const { pixels } = await toRaster(small.greyscale(), 1);
  const rows = Array.from({ length: side }, (_, y) => {
    const row = pixels.subarray(y * side, (y + 1) * side);
    return cosines.map((cosine) => dot(cosine, row));
  });
  const spectrum = cosines.flatMap((cosine) =>
    cosines.map((_, u) =>
      dot(
        cosine,
        rows.map((row) => row[u] ?? 0),
      ),
    ),
  );
  // The first one is the brightness, which would outweigh the rest.
  const [, ...rest] = spectrum;
  const median = [...rest].sort((a, b) => a - b)[Math.floor(rest.length / 2)] ?? 0;
  const threshold = Math.max(median, least);
  const bits = spectrum.map((value) => (value > threshold ? '1' : '0')).join('');
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

function dot(one: readonly number[], other: ArrayLike<number>): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}
