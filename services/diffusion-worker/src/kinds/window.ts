import { imageLimits } from '@atelier/contracts';
import type { ModelScope } from '../model-scope.js';
import { bottomOf, rightOf, wholeOf, type Rect, type Size } from '../pixels/rect.js';

/** A part of a picture that the engine draws at a size of its own. */
export interface Window {
  /** May reach over the picture's edges. */
  readonly rect: Rect;
  /** What the engine draws. */
  readonly size: Size;
}

/** Pixels of a window's side to one of the drawing, up to which the whole picture is drawn at once. */
const wholeUpTo = 1.25;
/** Of what is redrawn to the window around it: the rest is what the model sees of the surroundings. */
const margin = 1.5;

/** A window that shows the whole picture, where the model draws one about as large. */
export function windowOverAll(picture: Size, scope: ModelScope): Window | undefined {
  const width = drawableSide(picture.width, scope);
  const height = drawableSide(picture.height, scope);
  if (width !== undefined && height !== undefined) {
    return { rect: centredOn(wholeOf(picture), { width, height }), size: { width, height } };
  }
  const scale = scaleToHold(picture, scope);
  if (Math.max(picture.width, picture.height) > scope.maxSize * wholeUpTo) return undefined;
  const rect = centredOn(wholeOf(picture), windowSides(scope, scale));
  return { rect, size: drawnSize(scope, scale) };
}

/**
 * A window with what is to be redrawn, and some of its surroundings: as much as fits the model. One
 * that draws one thing gets the thing's place alone, in the middle and as large as it likes.
 */
export function windowAround(box: Rect, picture: Size, scope: ModelScope): Window {
  if (scope.drawsOneThing) return windowInTheMiddle(box, picture, scope);
  const whole = windowOverAll(picture, scope);
  if (whole) return whole;
  const wanted = Math.max(1, margin * scaleToHold(box, scope));
  const scale = Math.min(wanted, scaleToHold(picture, scope));
  const sides = windowSides(scope, scale);
  const centred = centredOn(box, sides);
  const rect = {
    ...sides,
    left: inside(centred.left, sides.width, picture.width),
    top: inside(centred.top, sides.height, picture.height),
  };
  return { rect, size: drawnSize(scope, scale) };
}

function windowInTheMiddle(box: Rect, picture: Size, scope: ModelScope): Window {
  const scale = Math.min(margin * scaleToHold(box, scope), scaleToHold(picture, scope));
  return { rect: centredOn(box, windowSides(scope, scale)), size: drawnSize(scope, scale) };
}

/** Sides of a window that is `scale` times as large as what the model draws by itself. */
export function windowSides(scope: ModelScope, scale: number): Size {
  return { width: Math.round(scope.width * scale), height: Math.round(scope.height * scale) };
}

/** What is drawn for such a window: as large as itself where the model can. */
export function drawnSize(scope: ModelScope, scale: number): Size {
  const { sizeStep } = imageLimits;
  const most = scope.maxSize / Math.max(scope.width, scope.height);
  const times = Math.max(1, Math.min(scale, most));
  const side = (native: number) => Math.floor((native * times) / sizeStep) * sizeStep;
  return { width: side(scope.width), height: side(scope.height) };
}

/** The size that a side is drawn at without resizing: a little more than the picture, or as much. */
function drawableSide(side: number, { minSize, maxSize }: ModelScope): number | undefined {
  const { sizeStep } = imageLimits;
  const drawn = Math.ceil(side / sizeStep) * sizeStep;
  return drawn >= minSize && drawn <= maxSize ? drawn : undefined;
}

function scaleToHold({ width, height }: Size, scope: ModelScope): number {
  return Math.max(width / scope.width, height / scope.height);
}

function centredOn(rect: Rect, { width, height }: Size): Rect {
  const left = Math.floor((rect.left + rightOf(rect) - width) / 2);
  const top = Math.floor((rect.top + bottomOf(rect) - height) / 2);
  return { left, top, width, height };
}

/** Moves a side into the picture; one that is longer reaches over both edges alike. */
function inside(start: number, length: number, whole: number): number {
  if (length >= whole) return Math.floor((whole - length) / 2);
  return Math.min(Math.max(start, 0), whole - length);
}
