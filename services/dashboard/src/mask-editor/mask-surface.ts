import { addStep, noHistory, redoStep, undoStep, type MaskHistory } from './mask-history.js';
import type { MaskOperation, Stroke, StrokePoint, Tool } from './mask-operation.js';
import { paintOperation, type MaskRaster, type RasterKit } from './mask-raster.js';

/** A mask as it can be worked on again: steps, and what lies under them. */
export interface MaskDraft<Raster extends MaskRaster = MaskRaster> {
  readonly history: MaskHistory;
  /** All steps that are too old to be undone. */
  readonly base: Raster | undefined;
}

/** What is known of a mask while it is worked on; another object after each step. */
export interface MaskStanding {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Nothing was ever done, or everything is undone. */
  readonly untouched: boolean;
}

/** A mask that is worked on. */
export interface MaskSurface<Raster extends MaskRaster = MaskRaster> {
  readonly raster: Raster;
  /** Puts the tool down; a stroke that is under way ends before. */
  readonly begin: (tool: Tool, at: StrokePoint) => void;
  readonly extend: (to: StrokePoint) => void;
  /** Lifts the tool; the stroke is a step. */
  readonly end: () => void;
  /** Takes back the stroke that is under way. */
  readonly cancel: () => void;
  readonly clear: () => void;
  readonly invert: () => void;
  /** False where there was nothing to undo. */
  readonly undo: () => boolean;
  readonly redo: () => boolean;
  readonly standing: () => MaskStanding;
  readonly draft: () => MaskDraft<Raster>;
  /** Tells of each change, also within a stroke. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Longer ones go on as another: a step is of bounded size. */
const maxPoints = 4_000;

/** A mask to work on; what a draft holds is on it from the start. */
export function createMaskSurface<Raster extends MaskRaster>(
  kit: RasterKit<Raster>,
  draft?: MaskDraft<Raster>,
): MaskSurface<Raster> {
  const raster = kit.create();
  let base = draft?.base;
  let history = draft?.history ?? noHistory;
  let stroke: { readonly tool: Tool; readonly points: StrokePoint[] } | undefined;
  let standing = toStanding();
  const listeners = new Set<() => void>();

  function toStanding(): MaskStanding {
    const untouched = history.done.length === 0 && base === undefined;
    return { canUndo: history.done.length > 0, canRedo: history.undone.length > 0, untouched };
  }
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const repaint = () => {
    if (base) kit.copy(base, raster);
    else raster.clear();
    for (const operation of history.done) paintOperation(raster, operation);
  };
  const keep = (step: MaskOperation) => {
    const { history: next, settled } = addStep(history, step);
    for (const operation of settled) paintOperation((base ??= kit.create()), operation);
    history = next;
  };
  const settle = () => {
    standing = toStanding();
    tell();
  };
  const end = () => {
    if (!stroke) return;
    const done: Stroke = { kind: 'stroke', ...stroke };
    stroke = undefined;
    keep(done);
    settle();
  };
  const step = (operation: MaskOperation) => {
    end();
    paintOperation(raster, operation);
    keep(operation);
    settle();
  };
  const move = (next: MaskHistory | undefined) => {
    if (!next) return false;
    history = next;
    repaint();
    settle();
    return true;
  };

  repaint();
  return {
    raster,
    begin(tool, at) {
      end();
      stroke = { tool, points: [at] };
      raster.sweep(tool, at);
      tell();
    },
    extend(to) {
      const last = stroke?.points.at(-1);
      if (!stroke || !last || (last.x === to.x && last.y === to.y)) return;
      raster.sweep(stroke.tool, to, last);
      stroke.points.push(to);
      if (stroke.points.length >= maxPoints) {
        keep({ kind: 'stroke', ...stroke });
        stroke = { tool: stroke.tool, points: [to] };
      }
      tell();
    },
    end,
    cancel() {
      if (!stroke) return;
      stroke = undefined;
      repaint();
      tell();
    },
    clear: () => {
      step({ kind: 'clear' });
    },
    invert: () => {
      step({ kind: 'invert' });
    },
    undo: () => {
      end();
      return move(undoStep(history));
    },
    redo: () => {
      end();
      return move(redoStep(history));
    },
    standing: () => standing,
    draft: () => {
      end();
      return { history, base };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
