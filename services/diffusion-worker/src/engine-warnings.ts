import type { DrawManifest } from '@atelier/contracts';
import type { ImagePart } from '@atelier/engine';

/** Collects what an engine did otherwise than asked for, each thing once. */
export function createEngineWarnings() {
  const messages = new Set<string>();
  return {
    add(warning: Extract<ImagePart, { readonly type: 'warning' }>): void {
      messages.add(warning.message);
    },
    /** As a manifest holds them. */
    all(): DrawManifest['warnings'] {
      return [...messages].slice(0, 50).map((message) => ({ code: 'ENGINE_SETTING', message }));
    },
  };
}
