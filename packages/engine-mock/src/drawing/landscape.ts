import { blend, fromHsl, mix, type Colour, type Layer } from './layer.js';
import type { Random } from './random.js';

const hills = 3;

/** A soft sky and rolling hills in neighbouring hues. */
export function createLandscape(width: number, height: number, random: Random): Layer {
  const hue = random();
  const drift = (random() < 0.5 ? -1 : 1) * (0.06 + random() * 0.1);
  const zenith = fromHsl((hue + 1) % 1, 0.45, 0.62);
  const horizon = fromHsl((hue + drift + 1) % 1, 0.6, 0.86);
  const ridges = Array.from({ length: hills }, (_, index) => {
    const depth = (index + 1) / hills;
    const colour = fromHsl((hue + drift * 2 * depth + 1) % 1, 0.35, 0.68 - depth * 0.26);
    return { tops: createRidge(width, height, 0.5 + depth * 0.22, random), colour };
  });
  return (row, y) => {
    const sky = mix(zenith, horizon, Math.min(1, (y / height) * 1.4));
    for (let x = 0; x < width; x += 1) blend(row, x, sky, 1);
    for (const { tops, colour } of ridges) paintRidge(row, y, tops, colour, height);
  };
}

/** The upper edge of a hill in each column: two waves laid over each other. */
function createRidge(width: number, height: number, base: number, random: Random): Float32Array {
  const [first, second] = [random() * 6.28, random() * 6.28];
  const [long, short] = [2 + random() * 3, 6 + random() * 4];
  return Float32Array.from({ length: width }, (_, x) => {
    const along = x / width;
    const wave = Math.sin(along * long + first) * 0.07 + Math.sin(along * short + second) * 0.02;
    return (base + wave) * height;
  });
}

function paintRidge(
  row: Uint8Array,
  y: number,
  tops: Float32Array,
  colour: Colour,
  height: number,
): void {
  for (let x = 0; x < tops.length; x += 1) {
    const depth = y - (tops[x] ?? height);
    if (depth <= 0) continue;
    const fog = Math.max(0, 1 - depth / (height * 0.35)) * 0.25;
    blend(row, x, mix(colour, [255, 255, 255], fog), Math.min(1, depth));
  }
}
