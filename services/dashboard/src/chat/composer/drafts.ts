import { readStored, writeStored, type KeyStorage } from '../../app/storage.js';

const name = (conversationId: string | undefined) => `atelier.draft.${conversationId ?? 'new'}`;

/** What was written and not sent, per conversation; it outlives a reload of this tab. */
export function readDraft(store: () => KeyStorage, conversationId: string | undefined): string {
  return readStored(store, name(conversationId)) ?? '';
}

export function keepDraft(
  store: () => KeyStorage,
  conversationId: string | undefined,
  text: string,
): void {
  writeStored(store, name(conversationId), text === '' ? undefined : text);
}
