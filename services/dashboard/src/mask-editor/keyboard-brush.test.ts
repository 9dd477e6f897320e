import { describe, expect, it } from '@jest/globals';
import { createKeyboardBrush } from './keyboard-brush.js';
import { createStageState } from './stage-state.js';
import { recordedStrokes } from './testing/boolean-raster.js';

/** A picture of 400 × 200, seen as a whole. */
function keyboard() {
  const state = createStageState({ width: 400, height: 200 });
  state.setRoom({ width: 432, height: 232 });
  state.setSizeIndex(5);
  const { said: strokes, surface } = recordedStrokes();
  const words: string[] = [];
  const brush = createKeyboardBrush({
    surface,
    isPainted: ({ x }) => x < 100,
    settings: state.settings,
    onView: state.setView,
    say: (message) => void words.push(message),
  });
  const press = (...keys: readonly string[]) =>
    keys.map((key) => brush.press(key, { fine: false }));
  return { state, strokes, words, brush, press, half: state.settings().size / 2 };
}

describe('a brush that is moved by keys', () => {
  it('begins in the middle, goes by half its width or by a pixel, and says where it is', () => {
    const { state, brush, words, press, half } = keyboard();
    expect(brush.at()).toBeUndefined();
    expect(press('ArrowRight', 'ArrowDown', 'a')).toEqual([true, true, false]);
    expect(brush.at()).toEqual({ x: 200 + half, y: 100 + half });
    brush.press('ArrowLeft', { fine: true });
    expect(brush.at()).toEqual({ x: 199 + half, y: 100 + half });
    expect(words.at(-1)).toBe(`${199 + half} from the left, ${100 + half} from the top.`);
    expect(state.choice().moved).toBeUndefined();
  });

  it('says what is painted, and stays on the picture', () => {
    const { brush, words, press } = keyboard();
    press(...Array<string>(200).fill('ArrowLeft'), ...Array<string>(200).fill('ArrowUp'));
    expect(brush.at()).toEqual({ x: 0, y: 0 });
    expect(words.at(-1)).toBe('0 from the left, 0 from the top, painted.');
  });

  it('paints spots, and lines between two presses of Enter', () => {
    const { brush, strokes, words, press, half } = keyboard();
    brush.dab();
    press('Enter', 'ArrowRight');
    expect(brush.isDown()).toBe(true);
    brush.dab();
    press('Enter', 'ArrowRight');
    expect(strokes).toEqual([
      `brush 200,100 r${half}`,
      'end',
      `brush 200,100 r${half}`,
      `to ${200 + half},100 r${half}`,
      'end',
    ]);
    expect(words[0]).toBe('Brush down: the arrows draw a line.');
    expect(words[2]).toBe('Brush up.');
  });

  it('ends its line when it is left', () => {
    const { brush, strokes, press } = keyboard();
    press('Enter');
    brush.hide();
    expect([strokes.at(-1), brush.at(), brush.isDown()]).toEqual(['end', undefined, false]);
  });

  it('moves the picture along when it is zoomed', () => {
    const { state, press } = keyboard();
    state.zoom(8);
    const before = state.settings().view;
    press(...Array<string>(10).fill('ArrowRight'));
    expect(state.settings().view.x).toBeLessThan(before.x);
    expect(state.settings().view.y).toBe(before.y);
  });
});
