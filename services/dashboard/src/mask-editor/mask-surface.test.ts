import { describe, expect, it } from '@jest/globals';
import { maxSteps } from './mask-history.js';
import { createMaskSurface, type MaskSurface } from './mask-surface.js';
import { booleanKit, type BooleanRaster } from './testing/boolean-raster.js';

const size = { width: 40, height: 2 };

function surface() {
  return createMaskSurface(booleanKit(size));
}

/** A vertical bar, 1 pixel wide. */
function bar(on: MaskSurface, x: number, tool: 'brush' | 'eraser' = 'brush') {
  on.begin(tool, { x: x + 0.5, y: 0, radius: 0.5 });
  on.extend({ x: x + 0.5, y: 2, radius: 0.5 });
  on.end();
}

/** The first row, for instance `.#..`. */
function row({ raster }: MaskSurface<BooleanRaster>): string {
  return raster.pixels
    .slice(0, size.width)
    .map((painted) => (painted ? '#' : '.'))
    .join('');
}
const bars = (...at: readonly number[]) =>
  Array.from({ length: size.width }, (_, x) => (at.includes(x) ? '#' : '.')).join('');

describe('a mask', () => {
  it('is painted and rubbed out', () => {
    const on = surface();
    expect(on.standing()).toEqual({ canUndo: false, canRedo: false, untouched: true });
    bar(on, 3);
    bar(on, 7);
    bar(on, 3, 'eraser');
    expect(row(on)).toBe(bars(7));
    expect(on.standing()).toEqual({ canUndo: true, canRedo: false, untouched: false });
  });

  it('is painted at once, and by a single touch', () => {
    const on = surface();
    on.begin('brush', { x: 5.5, y: 0.5, radius: 0.6 });
    expect(row(on)).toBe(bars(5));
    on.extend({ x: 8.5, y: 0.5, radius: 0.6 });
    expect(row(on)).toBe(bars(5, 6, 7, 8));
    expect(on.standing().canUndo).toBe(false);
  });

  it('goes back and forth by whole strokes, clearings and inversions', () => {
    const on = surface();
    const rows = [row(on)];
    for (const step of [
      () => {
        bar(on, 1);
      },
      on.invert,
      () => {
        bar(on, 5, 'eraser');
      },
      on.clear,
      () => {
        bar(on, 9);
      },
    ]) {
      step();
      rows.push(row(on));
    }
    const backwards = rows.slice(0, -1).reverse();
    expect(backwards.map(() => [on.undo(), row(on)])).toEqual(backwards.map((one) => [true, one]));
    expect(on.undo()).toBe(false);
    const forwards = rows.slice(1);
    expect(forwards.map(() => [on.redo(), row(on)])).toEqual(forwards.map((one) => [true, one]));
    expect(on.redo()).toBe(false);
  });

  it('forgets what was undone when something new is done', () => {
    const on = surface();
    bar(on, 1);
    bar(on, 2);
    on.undo();
    bar(on, 3);
    expect(on.redo()).toBe(false);
    expect(row(on)).toBe(bars(1, 3));
  });

  it('undoes so many steps and no more, and keeps what lies under them', () => {
    const on = surface();
    for (let x = 0; x < maxSteps + 5; x += 1) bar(on, x);
    let undone = 0;
    while (on.undo()) undone += 1;
    expect(undone).toBe(maxSteps);
    expect(row(on)).toBe(bars(0, 1, 2, 3, 4));
    expect(on.standing().untouched).toBe(false);
    while (on.redo());
    expect(row(on)).toBe('#'.repeat(maxSteps + 5) + '.'.repeat(size.width - maxSteps - 5));
  });

  it('takes back a stroke that is under way', () => {
    const on = surface();
    bar(on, 1);
    on.begin('brush', { x: 5.5, y: 0.5, radius: 3 });
    on.cancel();
    on.end();
    expect(row(on)).toBe(bars(1));
    on.undo();
    expect(on.standing()).toMatchObject({ canUndo: false, canRedo: true });
  });

  it('is worked on again from its draft', () => {
    const first = surface();
    for (let x = 0; x < maxSteps + 3; x += 1) bar(first, x);
    first.undo();
    const again = createMaskSurface(booleanKit(size), first.draft());
    expect(row(again)).toBe(row(first));
    expect(again.redo()).toBe(true);
    while (again.undo());
    expect(row(again)).toBe(bars(0, 1, 2));
  });

  it('keeps steps of bounded size', () => {
    const on = createMaskSurface(booleanKit({ width: 1, height: 1 }));
    on.begin('brush', { x: 0, y: 0, radius: 1 });
    for (let x = 1; x < 4_500; x += 1) on.extend({ x, y: 0, radius: 1 });
    on.end();
    const { done } = on.draft().history;
    expect(done).toHaveLength(2);
    const lengths = done.map((step) => (step.kind === 'stroke' ? step.points.length : 0));
    expect(Math.max(...lengths)).toBe(4_000);
  });

  it('tells of each change, and of a step with another standing', () => {
    const on = surface();
    let told = 0;
    const stop = on.subscribe(() => {
      told += 1;
    });
    const before = on.standing();
    on.begin('brush', { x: 1, y: 1, radius: 1 });
    expect([told, on.standing() === before]).toEqual([1, true]);
    on.end();
    expect([told, on.standing() === before]).toEqual([2, false]);
    stop();
    on.clear();
    expect(told).toBe(2);
  });
});
