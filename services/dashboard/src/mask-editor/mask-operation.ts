export type Tool = 'brush' | 'eraser';

/** A place where a brush was, in pixels of the picture. */
export interface StrokePoint {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** What a brush or an eraser went over, from where it was put down to where it was lifted. */
export interface Stroke {
  readonly kind: 'stroke';
  readonly tool: Tool;
  readonly points: readonly StrokePoint[];
}

/** One step of making a mask, which can be undone. */
export type MaskOperation = Stroke | { readonly kind: 'clear' } | { readonly kind: 'invert' };
