import type { ImageKind } from '@atelier/contracts';

/** Ways to a picture after which it is worth comparing with the one before. */
export const comparedKinds: readonly ImageKind[] = ['edit', 'inpaint', 'outpaint', 'upscale'];
