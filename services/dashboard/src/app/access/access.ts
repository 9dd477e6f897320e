import { readStored, writeStored, type KeyStorage } from '../storage.js';

const storageName = 'atelier.key';

/** Who is signed in: nobody needs to be on a server that asks for no key. */
export interface AccessState {
  readonly key: string | undefined;
  /** The server refused a call and wants a key. */
  readonly wanted: boolean;
  /** It refused one that used to work, or that was stored. */
  readonly refusedKey: boolean;
}

export interface Access {
  readonly state: () => AccessState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Uses a key from now on; `keep` remembers it beyond this tab. */
  readonly signIn: (key: string, how: { readonly keep: boolean }) => void;
  readonly signOut: () => void;
  /** The server answered 401 to a call that showed this key, or none. */
  readonly refused: (key: string | undefined) => void;
}

/** Where keys are remembered: for this tab, and beyond it. */
export interface KeyStores {
  readonly session: () => KeyStorage;
  readonly local: () => KeyStorage;
}

export function createAccess({ session, local }: KeyStores): Access {
  const stored = readStored(session, storageName) ?? readStored(local, storageName);
  let state: AccessState = { key: stored, wanted: false, refusedKey: false };
  const listeners = new Set<() => void>();
  const set = (next: AccessState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const forget = () => {
    writeStored(session, storageName, undefined);
    writeStored(local, storageName, undefined);
  };
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    signIn(key, { keep }) {
      forget();
      writeStored(keep ? local : session, storageName, key);
      set({ key, wanted: false, refusedKey: false });
    },
    signOut() {
      forget();
      set({ key: undefined, wanted: true, refusedKey: false });
    },
    refused(key) {
      // An answer to a call from before somebody signed in says nothing about the new key.
      if (key !== state.key || state.wanted) return;
      forget();
      set({ key: undefined, wanted: true, refusedKey: key !== undefined });
    },
  };
}
