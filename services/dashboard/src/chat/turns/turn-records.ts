import { z } from 'zod';
import { readStored, turnRecordsName, writeStored, type KeyStorage } from '../../app/storage.js';

const maxRecords = 20;

const TurnRecord = z.object({
  key: z.string(),
  message: z.string(),
  conversationId: z.uuid().optional(),
  id: z.uuid().optional(),
  sentAt: z.number(),
  failure: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).optional(),
});

/** What is needed to go on with a turn after a reload, or in another tab. */
export type TurnRecord = z.infer<typeof TurnRecord>;

/** Turns that are not stored on the server yet; each is gone with its end. */
export interface TurnRecords {
  readonly list: () => readonly TurnRecord[];
  readonly put: (record: TurnRecord) => void;
  readonly remove: (key: string) => void;
}

/**
 * Turns of a known conversation are shared between tabs; one that begins a conversation is the tab's
 * own until it has one.
 */
export function createTurnRecords(stores: {
  readonly session: () => KeyStorage;
  readonly local: () => KeyStorage;
}): TurnRecords {
  const read = (store: () => KeyStorage): TurnRecord[] => {
    try {
      return z.array(TurnRecord).parse(JSON.parse(readStored(store, turnRecordsName) ?? '[]'));
    } catch {
      return [];
    }
  };
  const write = (store: () => KeyStorage, records: readonly TurnRecord[]) => {
    const text = records.length === 0 ? undefined : JSON.stringify(records.slice(-maxRecords));
    writeStored(store, turnRecordsName, text);
  };
  const remove = (key: string) => {
    for (const store of [stores.session, stores.local]) {
      const records = read(store);
      const rest = records.filter((record) => record.key !== key);
      if (rest.length < records.length) write(store, rest);
    }
  };
  return {
    list: () => [...read(stores.local), ...read(stores.session)],
    put(record) {
      remove(record.key);
      const store = record.conversationId === undefined ? stores.session : stores.local;
      write(store, [...read(store), record]);
    },
    remove,
  };
}
