import { describe, expect, it } from '@jest/globals';
import { fillTemplate } from './prompt-template.js';

describe('fillTemplate', () => {
  it('adds composition, light and style, the same ones each time', () => {
    const filled = fillTemplate('  a red fox\nin the snow. ');
    expect(filled).toMatch(/^a red fox in the snow, [^,]+/);
    expect(filled).toBe(fillTemplate('a red fox in the snow'));
    expect(filled.split(', ').length).toBeGreaterThanOrEqual(4);
    const all = ['fox', 'hill', 'sea', 'house'].map((word) =>
      fillTemplate(word).slice(word.length),
    );
    expect(new Set(all).size).toBeGreaterThan(1);
  });

  it('keeps the style, the light and the composition that are there', () => {
    const own = 'a watercolour portrait of a fox at night';
    expect(fillTemplate(own)).toBe(own);
    expect(fillTemplate('a fox, pencil drawing')).not.toMatch(/palette|texture|colours|detail/);
  });

  it('is no longer than a prompt may be', () => {
    expect(fillTemplate('x'.repeat(1_990)).length).toBeLessThanOrEqual(2_000);
  });
});
