import type { Size } from './mask-view.js';

/** Of each to the next: five steps are ten times as wide. */
const ratio = 10 ** 0.2;
const least = 2;

/** Widths of a brush in pixels of the picture, the smallest first. */
export function brushSizes({ width, height }: Size): readonly number[] {
  const most = Math.max(Math.round(Math.max(width, height) / 2), least + 1);
  const sizes = [];
  for (let size = least; Math.round(size) < most; size *= ratio) sizes.push(Math.round(size));
  return [...sizes, most];
}

/** Which of them suits a picture at first. */
export function usualSize(sizes: readonly number[], { width, height }: Size): number {
  const wanted = Math.min(width, height) / 10;
  const at = sizes.findIndex((size) => size >= wanted);
  return at < 0 ? sizes.length - 1 : at;
}

/** Of a brush of this width; a pen that is pressed harder makes it larger. */
export function radiusOf(
  size: number,
  { pointerType, pressure }: { readonly pointerType: string; readonly pressure: number },
): number {
  const half = size / 2;
  return pointerType === 'pen' && pressure > 0 ? half * (0.25 + 0.75 * pressure) : half;
}
