import type { ImageKind } from '@atelier/contracts';

/** What was done, for people. */
export const kindWords: Readonly<Record<ImageKind, string>> = {
  generate: 'Drawn from words',
  edit: 'Changed',
  inpaint: 'Painted in',
  outpaint: 'Extended',
  upscale: 'Enlarged',
  variation: 'Variation',
};

const kinds = Object.entries(kindWords) as [ImageKind, string][];

/** Choices of a filter by kind. */
export const kindOptions: readonly { readonly value: ImageKind | 'all'; readonly label: string }[] =
  [{ value: 'all', label: 'Every kind' }, ...kinds.map(([value, label]) => ({ value, label }))];
