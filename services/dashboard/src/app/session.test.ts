import { describe, expect, it } from '@jest/globals';
import { loadSession, saveSession, type SessionStorage } from './session.js';

const id = '0190c0de-0000-7000-8000-000000000001';

function memory(): SessionStorage {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  };
}

describe('session', () => {
  it('comes back as it was saved', () => {
    const storage = memory();
    saveSession(() => storage, { conversationId: id, jobIds: [id] });
    expect(loadSession(() => storage)).toEqual({ conversationId: id, jobIds: [id] });
  });

  it.each(['', 'no json', '{"jobIds":["../x"]}', '[]', 'null'])(
    'is empty when %p was stored',
    (stored) => {
      const storage = { ...memory(), getItem: () => stored };
      expect(loadSession(() => storage)).toEqual({ jobIds: [] });
    },
  );

  it('goes on in a browser that forbids storage', () => {
    const forbidden = () => {
      throw new Error('SecurityError');
    };
    expect(() => {
      saveSession(forbidden, { jobIds: [id] });
    }).not.toThrow();
    expect(loadSession(forbidden)).toEqual({ jobIds: [] });
  });
});
