import type { KeyStorage } from '../storage.js';

/** A storage for tests, and one that a browser forbids. */
export function memoryStorage(): KeyStorage {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

export function forbiddenStorage(): KeyStorage {
  throw new Error('SecurityError');
}
