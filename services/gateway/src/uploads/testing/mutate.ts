/** Numbers that look random; a seed makes them come again. */
interface Random {
  integer(from: number, to: number): number;
  pick<T>(items: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const mutations: readonly Mutation[] = [
  // A few bytes that are something else.
  (bytes, random) => {
    for (let i = random.integer(1, 20); i > 0; i -= 1) {
      bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
    }
    return bytes;
  },
  // A few bytes of the header only, where sizes stand.
  (bytes, random) => {
    for (let i = random.integer(1, 6); i > 0; i -= 1) {
      bytes[random.integer(8, Math.min(63, bytes.length - 1))] = random.pick([0, 1, 127, 128, 255]);
    }
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, random.integer(0, bytes.length)),
  // A part is missing, or there twice, or elsewhere.
  (bytes, random) => {
    const start = random.integer(0, bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + random.integer(1, 64))]);
  },
  (bytes, random) => {
    const start = random.integer(0, bytes.length);
    const end = Math.min(bytes.length, start + random.integer(1, 256));
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  },
  // Something follows.
  (bytes, random) => Buffer.concat([bytes, random.bytes(random.integer(1, 512))]),
  // Numbers that are as large as they get.
  (bytes, random) => {
    const at = random.integer(0, Math.max(0, bytes.length - 4));
    if (bytes.length >= 4) bytes.writeUInt32BE(random.pick([0xffffffff, 0x7fffffff, 0]), at);
    return bytes;
  },
];

/** A file with something wrong in it; the same random numbers give the same file. */
export function mutate(file: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(file);
  for (let i = random.integer(1, 3); i > 0; i -= 1) {
    if (bytes.length > 0) bytes = Buffer.from(random.pick(mutations)(bytes, random));
  }
  return bytes;
}
