interface TensorOf {
  readonly shape: readonly number[];
  readonly value: (index: number) => number;
}

/** A file of 32-bit tensors by name. https://huggingface.co/docs/safetensors/index#format */
export function toSafetensors(tensors: Readonly<Record<string, TensorOf>>): Uint8Array {
  const header: Record<string, unknown> = {};
  const bodies: Buffer[] = [];
  let end = 0;
  for (const [name, { shape, value }] of Object.entries(tensors)) {
    const length = shape.reduce((product, side) => product * side, 1);
    const body = Buffer.from(Float32Array.from({ length }, (_, index) => value(index)).buffer);
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + body.length] };
    end += body.length;
    bodies.push(body);
  }
  const text = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([size, text, ...bodies]);
}
