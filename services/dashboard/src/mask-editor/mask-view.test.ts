import { describe, expect, it } from '@jest/globals';
import { fitView, panBy, showPoint, toPicture, toScreen, zoomAt } from './mask-view.js';

const room = { width: 832, height: 632 };
const large = { picture: { width: 1_600, height: 1_200 }, room };
const tiny = { picture: { width: 100, height: 50 }, room };

describe('the view of a picture', () => {
  it('shows all of it in the middle, a tiny one larger', () => {
    expect(fitView(large)).toEqual({ scale: 0.5, x: 16, y: 16 });
    expect(fitView(tiny)).toEqual({ scale: 8, x: 16, y: 116 });
  });

  it('is zoomed around a point, which stays', () => {
    const at = { x: 300, y: 200 };
    const view = zoomAt(fitView(large), 4, at, large);
    expect(view.scale).toBe(2);
    expect(toPicture(view, at)).toEqual(toPicture(fitView(large), at));
    expect(toScreen(view, toPicture(view, at))).toEqual(at);
  });

  it('keeps the point also where the picture still has room', () => {
    const at = { x: 300, y: 200 };
    const view = zoomAt(fitView(tiny), 1.2, at, tiny);
    expect(toScreen(view, toPicture(fitView(tiny), at)).x).toBeCloseTo(300, 9);
    expect(toScreen(view, toPicture(fitView(tiny), at)).y).toBeCloseTo(200, 9);
  });

  it('has ends', () => {
    const at = { x: 400, y: 300 };
    expect(zoomAt(fitView(large), 1_000, at, large).scale).toBe(8);
    expect(zoomAt(fitView(tiny), 1_000, at, tiny).scale).toBe(64);
    expect(zoomAt(fitView(large), 0.001, at, large)).toEqual({ scale: 0.25, x: 216, y: 166 });
  });

  it('is not moved out of sight', () => {
    expect(panBy(fitView(large), { x: 500, y: 500 }, large)).toEqual(fitView(large));
    const near = zoomAt(fitView(large), 4, { x: 400, y: 300 }, large);
    const far = panBy(near, { x: 9_999, y: -9_999 }, large);
    expect([far.x, far.y]).toEqual([416, 632 - 2_400 - 316]);
  });

  it('follows a point to where it can be seen, and stays where it can', () => {
    const near = zoomAt(fitView(large), 4, { x: 0, y: 0 }, large);
    const seen = showPoint(near, { x: 1_599, y: 1_199 }, large);
    const at = toScreen(seen, { x: 1_599, y: 1_199 });
    expect([at.x <= room.width, at.y <= room.height]).toEqual([true, true]);
    expect(showPoint(seen, { x: 1_500, y: 1_100 }, large)).toBe(seen);
  });
});
