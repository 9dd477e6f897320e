import { createHash } from 'node:crypto';

/** The same for the same request. Bytes are hashed, so that a picture costs no text. */
export function fingerprint(request: unknown): string {
  const text = JSON.stringify(request, (_, value: unknown) =>
    value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value,
  );
  return createHash('sha256').update(text).digest('base64');
}
