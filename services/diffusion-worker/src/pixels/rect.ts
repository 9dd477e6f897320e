/** Whole pixels from the top left corner of a picture; may reach over its edges. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const rightOf = ({ left, width }: Rect): number => left + width;
export const bottomOf = ({ top, height }: Rect): number => top + height;

/** A rectangle that covers all of a picture. */
export function wholeOf({ width, height }: Size): Rect {
  return { left: 0, top: 0, width, height };
}

/** What both cover; without width or height when there is nothing. */
export function intersect(one: Rect, other: Rect): Rect {
  const left = Math.max(one.left, other.left);
  const top = Math.max(one.top, other.top);
  const width = Math.max(0, Math.min(rightOf(one), rightOf(other)) - left);
  const height = Math.max(0, Math.min(bottomOf(one), bottomOf(other)) - top);
  return { left, top, width, height };
}

/** The smallest rectangle that covers both. */
export function unite(one: Rect, other: Rect): Rect {
  const left = Math.min(one.left, other.left);
  const top = Math.min(one.top, other.top);
  const width = Math.max(rightOf(one), rightOf(other)) - left;
  const height = Math.max(bottomOf(one), bottomOf(other)) - top;
  return { left, top, width, height };
}

/** Pixels from (x, y) to the nearest one of the rectangle, along the farther axis; 0 inside. */
export function distanceTo(rect: Rect, x: number, y: number): number {
  const across = Math.max(rect.left - x, x - (rightOf(rect) - 1), 0);
  const down = Math.max(rect.top - y, y - (bottomOf(rect) - 1), 0);
  return Math.max(across, down);
}
