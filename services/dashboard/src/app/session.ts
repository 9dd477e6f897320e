/** Forgets what this tab remembers about the person who used it. */
export function forgetTab(storage: () => Pick<Storage, 'length' | 'key' | 'removeItem'>): void {
  try {
    const names = Array.from({ length: storage().length }, (_, at) => storage().key(at));
    for (const name of names) {
      if (name?.startsWith('atelier.') === true) storage().removeItem(name);
    }
  } catch {
    return;
  }
}
