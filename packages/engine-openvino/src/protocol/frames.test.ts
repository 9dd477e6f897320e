import { describe, expect, it } from '@jest/globals';
import { decode, encode } from '@msgpack/msgpack';
import { createFrameDecoder, encodeFrame } from './frames.js';

function frame(message: unknown): Buffer {
  const body = encode(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.byteLength);
  return Buffer.concat([length, body]);
}

describe('frames', () => {
  const messages = [{ type: 'a' }, { text: 'ñ🐱', bytes: new Uint8Array([1, 2, 3]) }, { n: 3 }];
  const bytes = Buffer.concat(messages.map(frame));

  it('are cut the same wherever the stream is cut', () => {
    for (let size = 1; size <= bytes.length; size += 1) {
      const decoder = createFrameDecoder(1_000);
      const cut: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        cut.push(...decoder.push(bytes.subarray(at, at + size)));
      }
      expect(cut).toEqual(messages);
    }
  });

  it('over the limit are refused before they have come', () => {
    const decoder = createFrameDecoder(10);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(11);
    expect(() => [...decoder.push(head)]).toThrow(RangeError);
  });

  it('before a broken one are passed on', () => {
    const decoder = createFrameDecoder(1_000);
    const broken = Buffer.from([0, 0, 0, 1, 0xc1]);
    const seen: unknown[] = [];
    expect(() => {
      for (const message of decoder.push(Buffer.concat([frame({ n: 1 }), broken]))) {
        seen.push(message);
      }
    }).toThrow();
    expect(seen).toEqual([{ n: 1 }]);
  });

  it('carry their length first, and no undefined fields', () => {
    const sent = encodeFrame({ type: 'cancel', id: 7 });
    expect(new DataView(sent.buffer).getUint32(0)).toBe(sent.byteLength - 4);
    expect(decode(sent.subarray(4))).toEqual({ type: 'cancel', id: 7 });
  });
});
