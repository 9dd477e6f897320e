import { contextOf, createCanvas } from './canvas-raster.js';
import type { Size } from './mask-view.js';

/** A mask as it is sent: a PNG as large as the picture, white where it is drawn anew. */
export interface EncodedMask {
  readonly png: Blob;
  readonly size: Size;
  /** Of the picture, from 0 to 1. */
  readonly share: number;
}

/** Rows that are read at once: a large mask would take its whole size twice. */
const stripRows = 256;

/** Makes pixels white where they are opaque, and black elsewhere; returns how many are white. */
export function toBlackAndWhite(rgba: Uint8ClampedArray): number {
  let white = 0;
  for (let i = 0; i < rgba.length; i += 4) {
    const painted = (rgba[i + 3] ?? 0) >= 128;
    if (painted) white += 1;
    rgba.fill(painted ? 255 : 0, i, i + 3);
    rgba[i + 3] = 255;
  }
  return white;
}

/** The mask of a canvas that is opaque where it is painted; undefined where it is painted nowhere. */
export async function encodeMask(canvas: HTMLCanvasElement): Promise<EncodedMask | undefined> {
  const { width, height } = canvas;
  const strip = createCanvas({ width, height: Math.min(stripRows, height) });
  const from = contextOf(strip, { willReadFrequently: true });
  const result = createCanvas({ width, height });
  const to = contextOf(result);
  let white = 0;
  for (let top = 0; top < height; top += stripRows) {
    const rows = Math.min(stripRows, height - top);
    from.clearRect(0, 0, width, rows);
    from.drawImage(canvas, 0, top, width, rows, 0, 0, width, rows);
    const pixels = from.getImageData(0, 0, width, rows);
    white += toBlackAndWhite(pixels.data);
    to.putImageData(pixels, 0, top);
  }
  if (white === 0) return undefined;
  return { png: await toPng(result), size: { width, height }, share: white / (width * height) };
}

/** About which part of the canvas is painted, from 0 to 1. */
export function estimateShare(canvas: HTMLCanvasElement): number {
  const side = 128;
  const small = createCanvas({ width: side, height: side });
  const context = contextOf(small, { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvas, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  let sum = 0;
  for (let i = 3; i < data.length; i += 4) sum += data[i] ?? 0;
  return sum / (side * side * 255);
}

function toPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((png) => {
      if (png) resolve(png);
      else reject(new Error('The browser could not write the mask.'));
    }, 'image/png');
  });
}
