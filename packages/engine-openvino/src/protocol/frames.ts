import { decode, encode } from '@msgpack/msgpack';
import type { RuntimeCommand } from '@atelier/contracts';

const lengthBytes = 4;

/** A frame: 4 bytes of length, big-endian, then one msgpack map. */
export function encodeFrame(command: RuntimeCommand): Uint8Array {
  const body = encode(command, { ignoreUndefined: true });
  const frame = new Uint8Array(lengthBytes + body.byteLength);
  new DataView(frame.buffer).setUint32(0, body.byteLength);
  frame.set(body, lengthBytes);
  return frame;
}

export interface FrameDecoder {
  /**
   * The messages that `chunk` completes, those before a broken frame too. Holds one unfinished
   * frame at most. Has to be read to its end.
   *
   * @throws RangeError for a frame over the limit, and what msgpack throws for garbage.
   */
  push(chunk: Uint8Array): Iterable<unknown>;
}

/** Cuts a byte stream into messages; a frame longer than `maxBytes` is refused unread. */
export function createFrameDecoder(maxBytes: number): FrameDecoder {
  let chunks: Uint8Array[] = [];
  let held = 0;
  const joined = () => {
    const [only] = chunks;
    const whole = chunks.length === 1 && only ? only : Buffer.concat(chunks, held);
    chunks = [whole];
    return whole;
  };
  /** Bytes that have to be there before the next frame can be cut. */
  let needed = lengthBytes;
  return {
    *push(chunk) {
      chunks.push(chunk);
      held += chunk.byteLength;
      while (held >= needed) {
        const bytes = joined();
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const length = view.getUint32(0);
        if (length > maxBytes)
          throw new RangeError(`A frame of ${length} bytes is over the limit.`);
        const end = lengthBytes + length;
        needed = end;
        if (held < end) break;
        chunks = [bytes.subarray(end)];
        held -= end;
        needed = lengthBytes;
        yield decode(bytes.subarray(lengthBytes, end), { maxExtLength: 0 });
      }
    },
  };
}
