import { eq } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { users } from '../schema/users.js';

export interface UserStore {
  /** The id of the user of this name, who is made with `id` if there is none. */
  ensure(user: { readonly id: string; readonly name: string }): Promise<string>;
  /**
   * Inside a transaction: waits for others that hold this user, and holds it until the end, so that
   * a count and the insert that it permits can't be overtaken by the user's other requests.
   */
  lock(id: string): Promise<void>;
}

export function createUserStore({ db }: Connection): UserStore {
  const idOf = async (name: string) => {
    const [user] = await db.select({ id: users.id }).from(users).where(eq(users.name, name));
    return user?.id;
  };
  return {
    async ensure(user) {
      // Reading first keeps the usual call free of writes and locks.
      const known = await idOf(user.name);
      if (known !== undefined) return known;
      await db.insert(users).values(user).onConflictDoNothing({ target: users.name });
      const made = await idOf(user.name);
      if (made === undefined) throw new Error('A user vanished while being made.');
      return made;
    },
    async lock(id) {
      await db.select({ id: users.id }).from(users).where(eq(users.id, id)).for('no key update');
    },
  };
}
