import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform, Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What went through a stream. */
export interface Measured {
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

/** Writes a stream to a new file, and tells what it was. */
export async function writeMeasured(source: Readable, path: string): Promise<Measured> {
  const meter = createMeter();
  await pipeline(
    source,
    meter.stream,
    createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
  );
  return meter.measured();
}

/** What a file is. */
export async function measureFile(path: string): Promise<Measured> {
  const meter = createMeter();
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  await pipeline(createReadStream(path), meter.stream, nowhere);
  return meter.measured();
}

function createMeter() {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(undefined, chunk);
    },
  });
  return { stream, measured: (): Measured => ({ bytes, sha256: hash.digest('hex') }) };
}
