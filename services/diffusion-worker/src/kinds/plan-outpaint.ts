import type { Extension } from '@atelier/contracts';
import type { ModelScope } from '../model-scope.js';
import { bottomOf, rightOf, unite, type Rect, type Size } from '../pixels/rect.js';
import { drawnSize, windowOverAll, windowSides, type Window } from './window.js';

/** One drawing of new area. Rectangles are in the finished picture. */
export interface Patch {
  readonly window: Window;
  /** What is taken from the drawing, but for what is kept. */
  readonly draw: Rect;
  /** Where it fades into the patch before, and over how many pixels. */
  readonly fade?: { readonly from: 'left' | 'top'; readonly pixels: number };
}

/** New area on one side, or all around. */
export interface Growth {
  /** What is there already. */
  readonly kept: Rect;
  readonly grown: Rect;
  readonly patches: readonly Patch[];
}

/** Windows at most; rather than draw for hours, each shows more and is enlarged. */
const maxPatches = 12;
const nextScale = 1.25;
/** Of a window's side: new area that the model adds to what it sees, and what neighbours share. */
const newShare = 1 / 2;
const sharedShare = 1 / 16;

const sides = ['left', 'right', 'top', 'bottom'] as const;
type Side = (typeof sides)[number];

/** The finished picture, and where the source lies in it. */
export function canvasOf(
  source: Size,
  extend: Extension,
): { readonly canvas: Size; readonly kept: Rect } {
  return {
    canvas: {
      width: extend.left + source.width + extend.right,
      height: extend.top + source.height + extend.bottom,
    },
    kept: { left: extend.left, top: extend.top, width: source.width, height: source.height },
  };
}

/**
 * In which order what is drawn around a source: everything at once where the model can, else strip by
 * strip, each in windows that half see what is there.
 */
export function planOutpaint(source: Size, extend: Extension, scope: ModelScope): Growth[] {
  const { canvas, kept } = canvasOf(source, extend);
  const grown = { left: 0, top: 0, ...canvas };
  const whole = windowOverAll(canvas, scope);
  if (whole) return [{ kept, grown, patches: [{ window: whole, draw: grown }] }];
  for (let scale = 1; ; scale *= nextScale) {
    const growths = growBySides(kept, extend, scope, scale);
    if (countPatches(growths) <= maxPatches) return growths;
  }
}

export function countPatches(growths: readonly Growth[]): number {
  return growths.reduce((sum, { patches }) => sum + patches.length, 0);
}

function growBySides(source: Rect, extend: Extension, scope: ModelScope, scale: number): Growth[] {
  const windowSize = windowSides(scope, scale);
  const size = drawnSize(scope, scale);
  const growths: Growth[] = [];
  let kept = source;
  for (const side of sides) {
    const deepest = Math.max(1, Math.round(depthOf(side, windowSize) * newShare));
    for (let left = extend[side]; left > 0; left -= deepest) {
      const strip = stripBeside(kept, side, Math.min(left, deepest));
      const patches = patchesAlong(strip, side, windowSize).map(({ rect, ...patch }): Patch => ({
        ...patch,
        window: { rect, size },
      }));
      const grown = unite(kept, strip);
      growths.push({ kept, grown, patches });
      kept = grown;
    }
  }
  return growths;
}

function depthOf(side: Side, { width, height }: Size): number {
  return isBeside(side) ? width : height;
}

/** True for a side that grows the width. */
function isBeside(side: Side): boolean {
  return side === 'left' || side === 'right';
}

function stripBeside(kept: Rect, side: Side, depth: number): Rect {
  switch (side) {
    case 'left':
      return { ...kept, left: kept.left - depth, width: depth };
    case 'right':
      return { ...kept, left: rightOf(kept), width: depth };
    case 'top':
      return { ...kept, top: kept.top - depth, height: depth };
    case 'bottom':
      return { ...kept, top: bottomOf(kept), height: depth };
  }
}

/** Windows along a strip, which share some of it; each has the strip's outer edge for its own. */
function patchesAlong(strip: Rect, side: Side, window: Size) {
  const beside = isBeside(side);
  const length = beside ? strip.height : strip.width;
  const reach = beside ? window.height : window.width;
  const shared = Math.round(reach * sharedShare);
  const count = length <= reach ? 1 : Math.ceil((length - shared) / (reach - shared));
  const starts = Array.from({ length: count }, (_, index) =>
    count === 1
      ? Math.floor((length - reach) / 2)
      : Math.round((index * (length - reach)) / (count - 1)),
  );
  return starts.map((start, index) => {
    const end = Math.min(start + reach, length);
    const from = index === 0 ? 0 : (starts[index - 1] ?? 0) + reach - shared;
    const left = side === 'right' ? rightOf(strip) - window.width : strip.left;
    const top = side === 'bottom' ? bottomOf(strip) - window.height : strip.top;
    return {
      rect: beside
        ? { ...window, left, top: strip.top + start }
        : { ...window, left: strip.left + start, top },
      draw: beside
        ? { ...strip, top: strip.top + from, height: end - from }
        : { ...strip, left: strip.left + from, width: end - from },
      ...(index > 0 && {
        fade: { from: beside ? ('top' as const) : ('left' as const), pixels: shared },
      }),
    };
  });
}
