import { radiusOf } from './brush-size.js';
import type { StrokePoint, Tool } from './mask-operation.js';
import type { MaskSurface } from './mask-surface.js';
import { panBy, toPicture, zoomAt, type Point, type View } from './mask-view.js';
import type { StageSettings } from './stage-state.js';

/** The part of a pointer event that counts; the place in CSS pixels from the stage's corner. */
export interface PointerPlace extends Point {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly button: number;
  readonly buttons: number;
  readonly pressure: number;
}

export interface PointerGestures {
  /** `panning`: this time the pointer moves the picture. */
  readonly down: (at: PointerPlace, how?: { readonly panning: boolean }) => void;
  /** All the places since the last time, in their order. */
  readonly move: (places: readonly PointerPlace[]) => void;
  readonly up: (at: PointerPlace) => void;
  /** The browser took the pointer for something else. */
  readonly cancel: (at: PointerPlace) => void;
}

export interface PointerGestureDeps {
  readonly surface: Pick<MaskSurface, 'begin' | 'extend' | 'end' | 'cancel'>;
  readonly settings: () => StageSettings;
  readonly onView: (view: View) => void;
}

type Doing =
  | { readonly what: 'nothing' }
  | { readonly what: 'paint'; readonly pointerId: number }
  | { readonly what: 'pan'; readonly pointerId: number; readonly from: Point }
  /** Two fingers; and until both are lifted. */
  | { readonly what: 'pinch' };

const middleButton = 1;
/** In `buttons`: the other end of a pen. */
const eraserEnd = 32;

/** Paints with one pointer, and moves the picture with a middle button or two fingers. */
export function createPointerGestures(deps: PointerGestureDeps): PointerGestures {
  const { surface, settings, onView } = deps;
  const fingers = new Map<number, Point>();
  let doing: Doing = { what: 'nothing' };

  const toStroke = (at: PointerPlace): StrokePoint => {
    const { view, size } = settings();
    return { ...toPicture(view, at), radius: radiusOf(size, at) };
  };
  const paint = (at: PointerPlace) => {
    const tool: Tool = (at.buttons & eraserEnd) > 0 ? 'eraser' : settings().tool;
    doing = { what: 'paint', pointerId: at.pointerId };
    surface.begin(tool, toStroke(at));
  };
  const pinch = (moved: PointerPlace) => {
    const still = [...fingers].find(([id]) => id !== moved.pointerId)?.[1];
    const before = fingers.get(moved.pointerId);
    if (!still || !before) return;
    const { view, scene } = settings();
    const [from, to] = [middle(before, still), middle(moved, still)];
    const factor = distance(moved, still) / Math.max(distance(before, still), 1);
    const zoomed = zoomAt(view, factor, from, scene);
    onView(panBy(zoomed, { x: to.x - from.x, y: to.y - from.y }, scene));
  };
  const leave = (at: PointerPlace, finish: () => void) => {
    fingers.delete(at.pointerId);
    if (doing.what === 'nothing') return;
    if (doing.what === 'pinch') {
      if (fingers.size === 0) doing = { what: 'nothing' };
      return;
    }
    if (doing.pointerId !== at.pointerId) return;
    if (doing.what === 'paint') finish();
    doing = { what: 'nothing' };
  };

  return {
    down(at, { panning } = { panning: false }) {
      const isFinger = at.pointerType === 'touch';
      if (isFinger) fingers.set(at.pointerId, at);
      if (isFinger && fingers.size === 2 && doing.what !== 'pan') {
        const byFinger = doing.what === 'paint' && fingers.has(doing.pointerId);
        // A hand that lies on the screen while a pen paints.
        if (doing.what === 'paint' && !byFinger) return;
        if (byFinger) surface.cancel();
        doing = { what: 'pinch' };
      }
      if (doing.what !== 'nothing') return;
      if (panning || at.button === middleButton) {
        doing = { what: 'pan', pointerId: at.pointerId, from: at };
        return;
      }
      if (at.button === 0 || (at.buttons & eraserEnd) > 0) paint(at);
    },
    move(places) {
      for (const at of places) {
        if (doing.what === 'paint' && doing.pointerId === at.pointerId) {
          surface.extend(toStroke(at));
        }
        if (doing.what === 'pan' && doing.pointerId === at.pointerId) {
          const { view, scene } = settings();
          onView(panBy(view, { x: at.x - doing.from.x, y: at.y - doing.from.y }, scene));
          doing = { ...doing, from: at };
        }
        if (doing.what === 'pinch') pinch(at);
        if (fingers.has(at.pointerId)) fingers.set(at.pointerId, at);
      }
    },
    up(at) {
      leave(at, surface.end);
    },
    cancel(at) {
      leave(at, surface.cancel);
    },
  };
}

function middle(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
