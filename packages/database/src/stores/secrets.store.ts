import { eq } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { secrets } from '../schema/secrets.js';

/** Secrets that the gateways made themselves and share. */
export interface SecretStore {
  /**
   * The secret of this name. Whoever asks first sets it to `fresh`, and everybody gets that one from
   * then on. To renew it, delete its row and restart the gateways.
   */
  ensure(name: string, fresh: string): Promise<string>;
}

export function createSecretStore({ db }: Connection): SecretStore {
  const read = async (name: string) => {
    const [row] = await db
      .select({ value: secrets.value })
      .from(secrets)
      .where(eq(secrets.name, name));
    return row?.value;
  };
  return {
    async ensure(name, fresh) {
      const known = await read(name);
      if (known !== undefined) return known;
      await db.insert(secrets).values({ name, value: fresh }).onConflictDoNothing();
      const made = await read(name);
      if (made === undefined) throw new Error('A secret vanished while being made.');
      return made;
    },
  };
}
