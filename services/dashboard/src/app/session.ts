import { z } from 'zod';

const storageKey = 'atelier.session';

/** Jobs kept and shown at most, the newest of them. */
export const maxSessionJobs = 50;

const Session = z.object({
  conversationId: z.uuid().optional(),
  jobIds: z.array(z.uuid()).max(maxSessionJobs),
});

/** What a tab remembers over a reload: ids, never words. */
export type Session = z.infer<typeof Session>;

/** The part of a browser's storage that is used here. */
export type SessionStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** What was saved, or an empty session where nothing readable is. */
export function loadSession(storage: () => SessionStorage): Session {
  try {
    return Session.parse(JSON.parse(storage().getItem(storageKey) ?? ''));
  } catch {
    return { jobIds: [] };
  }
}

/** Saves; a browser that forbids storage only forgets at the next reload. */
export function saveSession(storage: () => SessionStorage, session: Session): void {
  try {
    storage().setItem(storageKey, JSON.stringify(session));
  } catch {
    return;
  }
}
