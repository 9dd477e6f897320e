import { attachKeys } from './attach-keys.js';
import type { CanvasRaster } from './canvas-raster.js';
import { drawStage, type BrushMark } from './draw-stage.js';
import { createKeyboardBrush } from './keyboard-brush.js';
import type { MaskSurface } from './mask-surface.js';
import { panBy, toPicture, type Point } from './mask-view.js';
import { createPointerGestures } from './pointer-gestures.js';
import { toPlace, toPlaces } from './pointer-place.js';
import type { StageState } from './stage-state.js';

export interface StageDeps {
  readonly picture: HTMLImageElement;
  readonly surface: MaskSurface<CanvasRaster>;
  readonly state: StageState;
  /** For who can't see it. */
  readonly say: (message: string) => void;
}

/** A line of a wheel that tells lines, in CSS pixels. */
const linePixels = 16;
/** Of the logarithm of the zoom, for one CSS pixel of the wheel. */
const wheelStep = 0.0015;

/** Draws on a canvas, and takes its pointers and keys; the answer stops it. */
export function attachStage(canvas: HTMLCanvasElement, deps: StageDeps): () => void {
  const { picture, surface, state } = deps;
  const ended = new AbortController();
  const { signal } = ended;
  const scratch = document.createElement('canvas');
  let hover: Point | undefined;
  let frame = 0;

  const gestures = createPointerGestures({
    surface,
    settings: state.settings,
    onView: state.setView,
  });
  const brush = createKeyboardBrush({
    surface,
    isPainted: surface.raster.isPainted,
    settings: state.settings,
    onView: state.setView,
    say: deps.say,
  });

  const brushMark = (): BrushMark | undefined => {
    const { size, view } = state.settings();
    const byKeys = brush.at();
    const at = byKeys ?? (hover && toPicture(view, hover));
    return at && { ...at, radius: size / 2, crossed: byKeys !== undefined };
  };
  const draw = () => {
    frame = 0;
    const { view, scene } = state.settings();
    if (scene.room.width === 0 || scene.room.height === 0) return;
    const density = window.devicePixelRatio;
    const mask = surface.raster.canvas;
    drawStage(canvas, scratch, {
      ...{ picture, mask, view, density },
      room: scene.room,
      brush: panning() ? undefined : brushMark(),
    });
  };
  const redraw = () => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };
  const panning = attachKeys(
    canvas,
    { brush, isHovered: () => hover !== undefined, redraw },
    signal,
  );

  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name]) => void,
  ) => {
    canvas.addEventListener(name, listener, { signal, passive: false });
  };
  on('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
    brush.hide();
    hover = toPlace(event, canvas);
    gestures.down(toPlace(event, canvas), { panning: panning() });
    redraw();
  });
  on('pointermove', (event) => {
    hover = toPlace(event, canvas);
    gestures.move(toPlaces(event, canvas));
    redraw();
  });
  const over = (event: PointerEvent) => {
    if (event.pointerType === 'touch') hover = undefined;
    redraw();
  };
  on('pointerup', (event) => {
    gestures.up(toPlace(event, canvas));
    over(event);
  });
  on('pointercancel', (event) => {
    gestures.cancel(toPlace(event, canvas));
    over(event);
  });
  on('pointerleave', () => {
    hover = undefined;
    redraw();
  });
  // The middle button would scroll, and a long touch open a menu.
  on('mousedown', (event) => {
    event.preventDefault();
  });
  on('contextmenu', (event) => {
    event.preventDefault();
  });
  on('wheel', (event) => {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : linePixels;
    const { view, scene } = state.settings();
    const by = { x: -event.deltaX * unit, y: -event.deltaY * unit };
    if (event.shiftKey) state.setView(panBy(view, by.x === 0 ? { x: by.y, y: 0 } : by, scene));
    else {
      const { left, top } = canvas.getBoundingClientRect();
      const at = { x: event.clientX - left, y: event.clientY - top };
      state.zoom(Math.exp(by.y * wheelStep), at);
    }
  });

  const unsubscribes = [state.subscribe(redraw), surface.subscribe(redraw)];
  const resized = new ResizeObserver(() => {
    state.setRoom({ width: canvas.clientWidth, height: canvas.clientHeight });
    redraw();
  });
  resized.observe(canvas);
  return () => {
    ended.abort();
    resized.disconnect();
    for (const unsubscribe of unsubscribes) unsubscribe();
    cancelAnimationFrame(frame);
    surface.end();
  };
}
