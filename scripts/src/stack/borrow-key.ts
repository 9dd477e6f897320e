import type { Fetch } from '@atelier/client';
import { createDatabase, migrateDatabase } from '@atelier/database';
import { v7 as uuidv7 } from 'uuid';

/** Access to a gateway that asks for keys. */
export interface BorrowedKey {
  /** A `fetch` that shows the key. */
  readonly fetch: Fetch;
  /** Removes the key. */
  giveBack(): Promise<void>;
}

const migrateTimeoutMs = 60_000;
/** Who owns what is made without keys, and here what is tidied away at once. */
const user = 'local';

/**
 * A key for the turn that proves that Atelier is ready.
 *
 * @throws AppError `DATABASE_UNAVAILABLE`, `CANNOT_START`
 */
export async function borrowKey(databaseUrl: string): Promise<BorrowedKey> {
  await migrateDatabase(databaseUrl, { timeoutMs: migrateTimeoutMs });
  const database = createDatabase({ url: databaseUrl, poolSize: 1, onError: () => undefined });
  const id = uuidv7();
  try {
    const ownerId = await database.users.ensure({ id: uuidv7(), name: user });
    const key = await database.apiKeys.issue({ id, ownerId, name: 'npm start', scopes: ['chat'] });
    return {
      fetch: (url, init) => {
        const headers = new Headers(init.headers);
        headers.set('authorization', `Bearer ${key}`);
        return fetch(url, { ...init, headers });
      },
      async giveBack() {
        await database.apiKeys.delete(id).finally(() => database.close());
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
