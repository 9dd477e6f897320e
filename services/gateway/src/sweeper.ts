import type { Database } from '@atelier/database';
import { errorFields, type Logger } from '@atelier/logging';
import { createLoop, type Loop } from './loop.js';

const everyMs = 3_600_000;
/** An answer is replayed for a day. */
const keepAnswersMs = 86_400_000;

/** Forgets old Idempotency-Keys, once an hour. */
export function startSweeper(database: Pick<Database, 'idempotency'>, log: Logger): Loop {
  return createLoop({
    pass: async () => {
      await database.idempotency.purge(keepAnswersMs);
    },
    everyMs,
    onError: (error) => {
      log.warn('sweeper.failed', errorFields(error));
    },
  });
}
