import { Readable } from 'node:stream';
import type { ModelView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';

/** Server-sent events about models. */
export interface ModelEvents {
  /**
   * A stream that begins with every model and goes on with those that change.
   *
   * @throws AppError `SHUTTING_DOWN`
   */
  open(): Readable;
  /** Ends all streams. */
  close(): void;
}

export interface ModelEventsOptions {
  readonly list: () => Promise<readonly ModelView[]>;
  /** Between two looks, in milliseconds; 1,000 unless told. */
  readonly everyMs?: number;
  /** Between two signs of life, in milliseconds; 15,000 unless told. */
  readonly heartbeatMs?: number;
  /** The oldest stream makes room for one more; 100 unless told. */
  readonly maxStreams?: number;
}

interface Stream {
  readonly readable: Readable;
  /** What was told last of each model. Only what differs is told again. */
  readonly told: Map<string, string>;
}

/** A reader who takes nothing is cut off when so much waits for him. */
const maxWaitingBytes = 1_048_576;

/**
 * The disk is looked at while somebody listens, so that a download of any process is seen. Each event
 * holds a model as it is now: whoever missed some has missed nothing.
 */
export function createModelEvents(options: ModelEventsOptions): ModelEvents {
  const { list, everyMs = 1_000, heartbeatMs = 15_000, maxStreams = 100 } = options;
  const streams = new Set<Stream>();
  let closed = false;
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  let beatAt = 0;

  const send = ({ readable }: Stream, chunk: string) => {
    readable.push(chunk);
    if (readable.readableLength > maxWaitingBytes) readable.destroy();
  };
  const tell = async () => {
    const models = await list();
    const beat = Date.now() >= beatAt;
    if (beat) beatAt = Date.now() + heartbeatMs;
    for (const stream of streams) {
      if (beat) send(stream, ':\n\n');
      for (const model of models) {
        const json = JSON.stringify(model);
        if (stream.told.get(model.id) === json) continue;
        stream.told.set(model.id, json);
        send(stream, `event: model\ndata: ${json}\n\n`);
      }
    }
  };
  const next = () => {
    // What can't be read now may be at the next look.
    void tell()
      .catch(() => undefined)
      .then(() => {
        running = streams.size > 0 && !closed;
        if (running) timer = setTimeout(next, everyMs);
      });
  };

  return {
    open() {
      if (closed) throw new AppError('SHUTTING_DOWN', 'Atelier is stopping. Ask again shortly.');
      const [oldest] = streams;
      if (oldest && streams.size >= maxStreams) {
        oldest.readable.push(null);
        streams.delete(oldest);
      }
      const readable = new Readable({ read: () => undefined });
      const stream = { readable, told: new Map<string, string>() };
      streams.add(stream);
      readable.once('close', () => streams.delete(stream));
      send(stream, 'retry: 3000\n\n');
      if (!running) {
        running = true;
        next();
      }
      return readable;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      for (const { readable } of streams) readable.push(null);
      streams.clear();
    },
  };
}
