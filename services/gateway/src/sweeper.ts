import type { Database } from '@atelier/database';
import { errorFields, type Logger } from '@atelier/logging';
import { createLoop, type Loop } from './loop.js';

const everyMs = 3_600_000;
/** An answer is replayed for a day, and a turn is told again. */
const keepAnswersMs = 86_400_000;

/** Forgets old Idempotency-Keys and turns, once an hour. */
export function startSweeper(database: Pick<Database, 'idempotency' | 'turns'>, log: Logger): Loop {
  return createLoop({
    pass: async () => {
      await database.idempotency.purge(keepAnswersMs);
      await database.turns.purge(keepAnswersMs);
    },
    everyMs,
    onError: (error) => {
      log.warn('sweeper.failed', errorFields(error));
    },
  });
}
