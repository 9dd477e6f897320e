import type { MaskSurface } from './mask-surface.js';
import { showPoint, toPicture, type Point, type View } from './mask-view.js';
import type { StageSettings } from './stage-state.js';

export interface KeyboardBrushDeps {
  readonly surface: Pick<MaskSurface, 'begin' | 'extend' | 'end'>;
  readonly isPainted: (at: Point) => boolean;
  readonly settings: () => StageSettings;
  readonly onView: (view: View) => void;
  /** For who can't see it. */
  readonly say: (message: string) => void;
}

/** A brush that is moved by keys. */
export interface KeyboardBrush {
  /** Where it is, in pixels of the picture; undefined while it is not used. */
  readonly at: () => Point | undefined;
  /** Whether it leaves paint where it goes. */
  readonly isDown: () => boolean;
  /** Brings it to the middle of what is seen, unless it is there. */
  readonly show: () => void;
  readonly hide: () => void;
  /** True if the key was for it. */
  readonly press: (key: string, how: { readonly fine: boolean }) => boolean;
  /** Paints one spot. */
  readonly dab: () => void;
}

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export function createKeyboardBrush(deps: KeyboardBrushDeps): KeyboardBrush {
  const { surface, settings, onView, say } = deps;
  let at: Point | undefined;
  let down = false;

  const stroke = (point: Point) => ({ ...point, radius: settings().size / 2 });
  const show = (): Point => {
    if (at) return at;
    const { view, scene } = settings();
    const { width, height } = scene.room;
    at = inPicture(toPicture(view, { x: width / 2, y: height / 2 }));
    return at;
  };
  const inPicture = ({ x, y }: Point): Point => {
    const { width, height } = settings().scene.picture;
    const inside = (value: number, length: number) =>
      Math.min(Math.max(Math.round(value), 0), length - 1);
    return { x: inside(x, width), y: inside(y, height) };
  };
  const lift = () => {
    if (down) surface.end();
    down = false;
  };
  const move = (by: Point, fine: boolean) => {
    const { size, view, scene } = settings();
    const step = fine ? 1 : Math.max(1, Math.round(size / 2));
    const from = show();
    at = inPicture({ x: from.x + by.x * step, y: from.y + by.y * step });
    if (down) surface.extend(stroke(at));
    const seen = showPoint(view, at, scene);
    if (seen !== view) onView(seen);
    const painted = deps.isPainted(at) ? ', painted' : '';
    say(`${at.x} from the left, ${at.y} from the top${painted}.`);
  };
  const toggle = () => {
    const { tool } = settings();
    const word = tool === 'brush' ? 'Brush' : 'Eraser';
    if (down) {
      lift();
      say(`${word} up.`);
      return;
    }
    down = true;
    surface.begin(tool, stroke(show()));
    say(`${word} down: the arrows draw a line.`);
  };

  return {
    at: () => at,
    isDown: () => down,
    show,
    hide() {
      lift();
      at = undefined;
    },
    press(key, { fine }) {
      const direction = directions[key];
      if (direction) move(direction, fine);
      else if (key === 'Enter') toggle();
      else return false;
      return true;
    },
    dab() {
      if (down) return;
      const point = show();
      surface.begin(settings().tool, stroke(point));
      surface.end();
    },
  };
}
