import { createParser } from 'eventsource-parser';

/** One event of a stream as it came; `data` is its text. */
export interface ServerEvent {
  readonly id: string | undefined;
  readonly data: string;
}

/** The events of an answer, to its end. Whoever leaves early lets go of the connection. */
export async function* readServerEvents(response: Response): AsyncGenerator<ServerEvent> {
  const ready: ServerEvent[] = [];
  const parser = createParser({
    onEvent({ id, data }) {
      ready.push({ id, data });
    },
  });
  const decoder = new TextDecoder();
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  try {
    for (;;) {
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) return;
      parser.feed(decoder.decode(chunk.value, { stream: true }));
      yield* ready.splice(0);
    }
  } finally {
    // One that broke has nothing to let go of.
    await reader?.cancel().catch(() => undefined);
  }
}
