import { describe, expect, it } from '@jest/globals';
import { createPointerGestures, type PointerPlace } from './pointer-gestures.js';
import { createStageState } from './stage-state.js';
import { recordedStrokes } from './testing/boolean-raster.js';

const at = (x: number, y: number, some: Partial<PointerPlace> = {}): PointerPlace => ({
  ...{ x, y, pointerId: 1, pointerType: 'mouse', button: 0, buttons: 1, pressure: 0.5 },
  ...some,
});
const finger = (pointerId: number, x: number, y: number) =>
  at(x, y, { pointerId, pointerType: 'touch' });

/** A picture of 400 × 400 in a room where a pixel of it is one of the screen, at 16, 16. */
function stage() {
  const state = createStageState({ width: 400, height: 400 });
  state.setRoom({ width: 432, height: 432 });
  const { said, surface } = recordedStrokes();
  const gestures = createPointerGestures({
    surface,
    settings: state.settings,
    onView: state.setView,
  });
  const radius = state.settings().size / 2;
  return { state, said, gestures, radius };
}

describe('a pointer', () => {
  it('paints where it is in the picture', () => {
    const { said, gestures, radius } = stage();
    gestures.down(at(16, 16));
    gestures.move([at(26, 36), at(116, 216)]);
    gestures.up(at(116, 216));
    gestures.move([at(300, 300)]);
    expect(said).toEqual([
      `brush 0,0 r${radius}`,
      `to 10,20 r${radius}`,
      `to 100,200 r${radius}`,
      'end',
    ]);
  });

  it('paints where it is when the picture is zoomed and moved', () => {
    const { state, said, gestures } = stage();
    state.zoom(4, { x: 16, y: 16 });
    gestures.down(at(50, 50, { button: 1, buttons: 4 }));
    gestures.move([at(10, 30)]);
    gestures.up(at(10, 30));
    state.setTool('eraser');
    gestures.down(at(376, 396));
    // Moved by -40 and -20: 400 pixels of the screen are 100 of the picture.
    expect(said).toEqual([expect.stringMatching(/^eraser 100,100 /)]);
  });

  it('moves the picture where it is asked to', () => {
    const { state, said, gestures } = stage();
    state.zoom(4, { x: 216, y: 216 });
    const before = state.settings().view;
    gestures.down(at(100, 100), { panning: true });
    gestures.move([at(90, 70)]);
    gestures.up(at(90, 70));
    expect(state.settings().view).toEqual({ ...before, x: before.x - 10, y: before.y - 30 });
    expect(said).toEqual([]);
  });

  it('with another button does nothing', () => {
    const { said, gestures } = stage();
    gestures.down(at(50, 50, { button: 2, buttons: 2 }));
    gestures.move([at(90, 90, { buttons: 2 })]);
    expect(said).toEqual([]);
  });

  it('that is taken away leaves nothing', () => {
    const { said, gestures } = stage();
    gestures.down(at(50, 50));
    gestures.cancel(at(50, 50));
    gestures.move([at(90, 90)]);
    expect(said.slice(1)).toEqual(['cancel']);
  });
});

describe('a pen', () => {
  it('paints wider the harder it is pressed, and rubs out with its other end', () => {
    const { said, gestures, radius } = stage();
    const pen = { pointerType: 'pen' } as const;
    gestures.down(at(16, 16, { ...pen, pressure: 1 }));
    gestures.move([at(17, 16, { ...pen, pressure: 0.5 })]);
    gestures.up(at(17, 16, pen));
    gestures.down(at(16, 16, { ...pen, pressure: 1, button: 5, buttons: 32 }));
    const half = Math.round(radius * 0.625 * 10) / 10;
    expect(said).toEqual([
      `brush 0,0 r${radius}`,
      `to 1,0 r${half}`,
      'end',
      `eraser 0,0 r${radius}`,
    ]);
  });

  it('is not disturbed by the hand that holds it', () => {
    const { state, said, gestures } = stage();
    gestures.down(at(50, 50, { pointerType: 'pen' }));
    gestures.down(finger(8, 200, 200));
    gestures.down(finger(9, 300, 300));
    gestures.move([finger(9, 350, 350), at(60, 50, { pointerType: 'pen' })]);
    gestures.up(at(60, 50, { pointerType: 'pen' }));
    expect(said.map((one) => one.split(' ')[0])).toEqual(['brush', 'to', 'end']);
    expect(state.choice().moved).toBeUndefined();
  });
});

describe('fingers', () => {
  it('paint alone', () => {
    const { said, gestures } = stage();
    gestures.down(finger(1, 50, 50));
    gestures.move([finger(1, 60, 50)]);
    gestures.up(finger(1, 60, 50));
    expect(said.map((one) => one.split(' ')[0])).toEqual(['brush', 'to', 'end']);
  });

  it('zoom and move by two, which takes back what the first began, until both are lifted', () => {
    const { state, said, gestures } = stage();
    gestures.down(finger(1, 166, 216));
    gestures.down(finger(2, 266, 216));
    gestures.move([finger(2, 366, 216)]);
    expect(state.settings().view.scale).toBeCloseTo(2, 5);
    gestures.move([finger(1, 66, 216)]);
    expect(state.settings().view.scale).toBeCloseTo(3, 5);
    const before = state.settings().view;
    gestures.move([finger(1, 66, 226), finger(2, 366, 226)]);
    expect(state.settings().view.y).toBeCloseTo(before.y + 10, 0);
    gestures.up(finger(2, 366, 226));
    gestures.move([finger(1, 100, 100)]);
    gestures.up(finger(1, 100, 100));
    expect(said.slice(1)).toEqual(['cancel']);
    gestures.down(finger(3, 50, 50));
    expect(said).toHaveLength(3);
  });
});
