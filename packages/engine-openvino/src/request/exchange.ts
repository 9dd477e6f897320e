import type { RuntimeCommand } from '@atelier/contracts';
import { fromWireError } from '@atelier/errors';
import type { RuntimePart, Session } from '../supervision/session.js';
import { mergeParts } from './merge-parts.js';
import { createPartQueue } from './part-queue.js';

type Finish = Extract<RuntimePart, { readonly type: 'finish' }>;
type Spoken = Exclude<RuntimePart, { readonly type: 'error' }>;

/**
 * One request to the runtime and its parts, the runtime's `finish` last. After an abort nothing but
 * that is passed on. A reader who leaves is waited for until the runtime has let go too, so that a
 * seat given back is free.
 *
 * @throws AppError what the runtime says, or `ENGINE_LOST`.
 */
export async function* exchange(
  session: Session,
  id: number,
  command: RuntimeCommand,
  signal: AbortSignal,
): AsyncGenerator<Spoken, void> {
  const queue = createPartQueue<RuntimePart>(mergeParts);
  const leave = session.open(id, command, { onPart: queue.push, onLost: queue.fail });
  const cancel = () => {
    session.cancel(id);
  };
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const runtime = { hasEnded: false };
  const next = async () => {
    try {
      const part = await queue.next();
      runtime.hasEnded = part.type === 'finish' || part.type === 'error';
      return part;
    } catch (error) {
      runtime.hasEnded = true;
      throw error;
    }
  };
  try {
    for (;;) {
      const part = await next();
      if (part.type === 'error') throw fromWireError(part.error);
      if (part.type === 'finish') {
        yield signal.aborted ? asCancelled(part) : part;
        return;
      }
      if (!signal.aborted) yield part;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    if (!runtime.hasEnded) cancel();
    // The watchdog bounds this wait: a runtime that says nothing any more is ended.
    while (!runtime.hasEnded) await next().catch(() => undefined);
    leave();
  }
}

/** The answer may have ended by itself just before the abort reached the runtime. */
function asCancelled(finish: Finish): Finish {
  return { ...finish, reason: 'cancelled' };
}
