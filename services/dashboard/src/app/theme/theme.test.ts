import { describe, expect, it } from '@jest/globals';
import { forbiddenStorage, memoryStorage } from '../testing/memory-storage.js';
import { chooseTheme, loadTheme } from './theme.js';

describe('theme', () => {
  it('is remembered and shown; the system leaves no trace', () => {
    const storage = memoryStorage();
    const page = { dataset: {} as DOMStringMap };
    chooseTheme(() => storage, page, 'dark');
    expect([loadTheme(() => storage), page.dataset['theme']]).toEqual(['dark', 'dark']);
    chooseTheme(() => storage, page, 'system');
    expect(loadTheme(() => storage)).toBe('system');
    expect(page.dataset).not.toHaveProperty('theme');
  });

  it.each(['', 'purple', '__proto__'])("is the system's where %p was stored", (stored) => {
    const storage = { ...memoryStorage(), getItem: () => stored };
    expect(loadTheme(() => storage)).toBe('system');
  });

  it('changes also where storage is forbidden', () => {
    const page = { dataset: {} as DOMStringMap };
    chooseTheme(forbiddenStorage, page, 'light');
    expect(page.dataset['theme']).toBe('light');
    expect(loadTheme(forbiddenStorage)).toBe('system');
  });
});
