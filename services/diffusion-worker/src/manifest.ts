import { createHash } from 'node:crypto';
import { DrawManifest } from '@atelier/contracts';

/** The manifest as it is stored. Throws when it does not fit its schema. */
export function toManifestBytes(manifest: DrawManifest): Uint8Array {
  return new TextEncoder().encode(
    `${JSON.stringify(DrawManifest.parse(manifest), undefined, 2)}\n`,
  );
}

/** In hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
