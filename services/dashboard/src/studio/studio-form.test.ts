import { describe, expect, it } from '@jest/globals';
import { forbiddenStorage, memoryStorage } from '../app/testing/memory-storage.js';
import { keepStudio, readStudio, StudioForm } from './studio-form.js';

const first = { form: StudioForm.parse({}), jobs: [] };

describe('what the tab remembers of the studio', () => {
  it('comes back as it was', () => {
    const storage = memoryStorage();
    const state = {
      form: StudioForm.parse({ kind: 'edit', prompt: 'a fox', style: 'anime', seed: '7' }),
      sourceId: '0190c0de-0000-7000-8000-000000000001',
      jobs: ['0190c0de-0000-7000-8000-000000000002'],
    };
    keepStudio(() => storage, state);
    expect(readStudio(() => storage)).toEqual(state);
  });

  it.each(['', '[]', '{"form":7}', 'null', '{"form":{"steps":-4},"jobs":["x"],"sourceId":7}'])(
    'is as it is at first where %p is stored',
    (text) => {
      const storage = memoryStorage();
      storage.setItem('atelier.studio', text);
      expect(readStudio(() => storage)).toEqual(first);
    },
  );

  it('keeps the fields that make sense', () => {
    const storage = memoryStorage();
    storage.setItem('atelier.studio', '{"form":{"prompt":"a fox","steps":900,"style":"odd"}}');
    expect(readStudio(() => storage).form).toMatchObject({ prompt: 'a fox', steps: 0 });
  });

  it('is nothing where the browser forbids it', () => {
    expect(() => {
      keepStudio(forbiddenStorage, first);
    }).not.toThrow();
    expect(readStudio(forbiddenStorage)).toEqual(first);
  });
});
