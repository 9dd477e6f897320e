import { createContext, use, useSyncExternalStore } from 'react';
import type { Access, AccessState } from './access.js';

/** Carries who is signed in from the entry to whoever asks. */
export const AccessContext = createContext<Access | undefined>(undefined);

export function useAccess(): Access & { readonly now: AccessState } {
  const access = use(AccessContext);
  if (!access) throw new Error('no AccessContext above this component');
  return { ...access, now: useSyncExternalStore(access.subscribe, access.state) };
}
