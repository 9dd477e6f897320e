import { Readable } from 'node:stream';
import { withDeadline } from './deadline.js';

export interface BoundedStreamOptions {
  /** The longest wait for the source. Waiting for a slow reader does not count. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** What the reader gets to see of an error of the source. */
  readonly toError: (error: unknown) => unknown;
}

/** The source, with a deadline on its every silence. Destroying the stream destroys the source. */
export function boundStream(source: Readable, options: BoundedStreamOptions): Readable {
  const { timeoutMs, signal, toError } = options;
  const chunks: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
  // The iterator reports errors, but only while somebody waits for it.
  source.on('error', () => undefined);
  const pull = async (stream: Readable) => {
    try {
      const next = await withDeadline({ timeoutMs, signal }, () => chunks.next());
      stream.push(next.done === true ? null : next.value);
    } catch (error) {
      stream.destroy(toError(error) as Error);
    }
  };
  return new Readable({
    read() {
      void pull(this);
    },
    destroy(error, done) {
      source.destroy();
      done(error);
    },
  });
}
