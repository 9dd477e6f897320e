import type { Readable } from 'node:stream';
import { makeZip } from 'client-zip';

/** A file on its way into a zip. */
export interface ZipEntry {
  readonly name: string;
  readonly modifiedAt: Date;
  readonly content: Readable;
}

/** A zip of these files as they are, without compression: pictures have theirs. Nothing is held. */
export async function* writeZip(
  entries: AsyncIterable<ZipEntry>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let current: Readable | undefined;
  const inputs = async function* () {
    for await (const { name, modifiedAt, content } of entries) {
      current = content;
      yield { name, lastModified: modifiedAt, input: content as AsyncIterable<Uint8Array> };
    }
  };
  const reader = makeZip(inputs()).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Where the reader left half-way, nobody else lets go of the file.
    current?.destroy();
  }
}
