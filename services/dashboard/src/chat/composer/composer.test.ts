import { describe, expect, it } from '@jest/globals';
import { forbiddenStorage, memoryStorage } from '../../app/testing/memory-storage.js';
import { hintOf, pictureOf, whyNot } from './composer-words.js';
import { keepDraft, readDraft } from './drafts.js';

const ready = { draft: 'hi', running: false, connection: 'here' as const };

describe('the composer', () => {
  it('says why it does not send', () => {
    expect(whyNot(ready)).toBeUndefined();
    expect(whyNot({ ...ready, draft: ' \n' })).toMatch('Write');
    expect(whyNot({ ...ready, running: true })).toMatch('stop');
    expect(whyNot({ ...ready, connection: 'lost' })).toMatch('connection');
  });

  it('tells how much room is left', () => {
    expect(hintOf({ ...ready, draft: '' })).toMatch('Enter');
    expect(hintOf({ ...ready, draft: 'a'.repeat(15_500) })).toBe('500 characters left.');
    expect(hintOf({ ...ready, draft: 'a'.repeat(16_000) })).toMatch('at most');
  });

  it('takes pictures that can be changed', () => {
    const files = ['text/plain', 'image/svg+xml', 'image/webp'].map((type) => ({ type }) as File);
    expect(pictureOf(files)).toBe(files[2]);
    expect(pictureOf(files.slice(0, 2))).toBeUndefined();
  });
});

describe('drafts', () => {
  it('are kept per conversation', () => {
    const storage = memoryStorage();
    const store = () => storage;
    keepDraft(store, undefined, 'new');
    keepDraft(store, 'a', 'old');
    expect([readDraft(store, undefined), readDraft(store, 'a'), readDraft(store, 'b')]).toEqual([
      'new',
      'old',
      '',
    ]);
    keepDraft(store, 'a', '');
    expect(storage.getItem('atelier.draft.a')).toBeNull();
  });

  it('do without a storage', () => {
    keepDraft(forbiddenStorage, 'a', 'x');
    expect(readDraft(forbiddenStorage, 'a')).toBe('');
  });
});
