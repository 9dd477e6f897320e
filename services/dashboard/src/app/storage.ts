/** The part of a browser's storage that is used here. */
export type KeyStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What is stored under a name; undefined where nothing is, or the browser forbids looking. */
export function readStored(storage: () => KeyStorage, name: string): string | undefined {
  try {
    return storage().getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Stores or, with undefined, removes; a browser that forbids it forgets at the next reload. */
export function writeStored(
  storage: () => KeyStorage,
  name: string,
  value: string | undefined,
): void {
  try {
    if (value === undefined) storage().removeItem(name);
    else storage().setItem(name, value);
  } catch {
    return;
  }
}

/** Messages that are being answered; shared between tabs, and forgotten with their answers. */
export const turnRecordsName = 'atelier.turns';

export const localStore = (): Storage => window.localStorage;
export const sessionStore = (): Storage => window.sessionStorage;
