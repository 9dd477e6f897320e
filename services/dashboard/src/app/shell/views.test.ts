import { describe, expect, it } from '@jest/globals';
import { findView, views } from './views.js';

describe('findView', () => {
  it.each([
    ['/', 'Chat', undefined],
    ['/c/1-2', 'Chat', '1-2'],
    ['/studio', 'Studio', undefined],
    ['/gallery', 'Gallery', undefined],
    ['/gallery/', 'Gallery', undefined],
    ['/gallery/1-2', 'Gallery', '1-2'],
    ['/jobs', 'Jobs', undefined],
    ['/status', 'Status', undefined],
  ])('%s is %s', (path, name, id) => {
    const found = findView(path);
    expect([found?.view.name, found?.id]).toEqual([name, id]);
  });

  it.each(['/c', '/c/1/2', '/studio/1', '/Gallery', '/nothing', ''])('%p is nobody', (path) => {
    expect(findView(path)).toBeUndefined();
  });

  it('has a key of its own for every view', () => {
    expect(new Set(views.map(({ key }) => key)).size).toBe(views.length);
  });
});
