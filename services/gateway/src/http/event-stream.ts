import { Readable } from 'node:stream';

/** Between two signs of life, in milliseconds. */
const heartbeatMs = 10_000;

/**
 * Server-sent events that come one by one, with signs of life while none does. The stream begins at
 * once; whoever wants to answer a fault with a status waits for the first event before.
 */
export function toEventStream(
  events: AsyncGenerator<string>,
  options: { readonly heartbeatMs?: number } = {},
): Readable {
  const alive = withHeartbeats(events, options.heartbeatMs ?? heartbeatMs);
  return Readable.from(alive, { objectMode: false });
}

async function* withHeartbeats(
  events: AsyncGenerator<string>,
  everyMs: number,
): AsyncGenerator<string> {
  try {
    let next = events.next();
    for (;;) {
      const result = await orSilence(next, everyMs);
      if (result?.done === true) return;
      yield result?.value ?? ':\n\n';
      if (result) next = events.next();
    }
  } finally {
    await events.return(undefined);
  }
}

/** What comes, or nothing after a while. */
async function orSilence<T>(next: Promise<T>, everyMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, everyMs, undefined);
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    clearTimeout(timer);
  }
}
