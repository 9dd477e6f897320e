import { describe, expect, it } from '@jest/globals';
import { createToasts, toastStayMs } from './toasts.js';

const texts = (toasts: ReturnType<typeof createToasts>) => toasts.shown().map(({ text }) => text);

describe('toasts', () => {
  it('shows the newest three, the same words once', () => {
    const toasts = createToasts();
    for (const text of ['a', 'b', 'a', 'c', 'd']) toasts.show({ text });
    expect(texts(toasts)).toEqual(['a', 'c', 'd']);
  });

  it('tells whoever listens, and nobody for a message that is gone', () => {
    const toasts = createToasts();
    let told = 0;
    const leave = toasts.subscribe(() => (told += 1));
    const id = toasts.show({ text: 'a' });
    toasts.close(id);
    toasts.close(id);
    leave();
    toasts.show({ text: 'b' });
    expect([told, texts(toasts)]).toEqual([2, ['b']]);
  });

  it('leaves more time to undo, and never for ever', () => {
    const action = { label: 'Undo', run: () => undefined };
    expect(toastStayMs({ text: 'Deleted.', action })).toBeGreaterThanOrEqual(8_000);
    expect(toastStayMs({ text: 'Deleted.' })).toBeLessThan(8_000);
    expect(toastStayMs({ text: 'x'.repeat(999), action })).toBe(15_000);
  });
});
