import { StylePreset } from '@atelier/contracts';
import type { StudioKind, StudioScheduler, StudioSize } from './studio-form.js';

const schedulers: Readonly<Record<StudioScheduler, string>> = {
  own: 'The model’s own',
  ddim: 'DDIM',
  euler: 'Euler',
  euler_a: 'Euler ancestral',
  lcm: 'LCM',
  lms: 'LMS',
  pndm: 'PNDM',
};

export const schedulerOptions = (Object.entries(schedulers) as [StudioScheduler, string][]).map(
  ([value, label]) => ({ value, label }),
);

/** What can be done with a picture, for people. */
export const fromPicture = [
  { value: 'edit', label: 'Change', says: 'All of it is drawn over, after your words.' },
  {
    value: 'inpaint',
    label: 'Redraw a part',
    says: 'Only what you paint over is drawn anew; the rest stays as it is.',
  },
  { value: 'outpaint', label: 'Extend', says: 'More is drawn around it, at the sides you choose.' },
  { value: 'variation', label: 'Variation', says: 'Another picture much like it.' },
  { value: 'upscale', label: 'Enlarge', says: 'The same picture with more pixels.' },
] as const satisfies readonly {
  readonly value: StudioKind;
  readonly label: string;
  readonly says: string;
}[];

/** What the button says that begins it. */
export const drawWords: Readonly<Record<StudioKind, string>> = {
  generate: 'Draw',
  edit: 'Draw',
  inpaint: 'Redraw the part',
  outpaint: 'Extend',
  variation: 'Draw',
  upscale: 'Enlarge',
};

/** A size for people. */
export function sizeWords(size: StudioSize, kind: StudioKind): string {
  if (size === 'own') return kind === 'generate' ? 'The model’s own' : 'Like the picture';
  const [width = 0, height = 0] = size.split('x').map(Number);
  const shape = width === height ? 'square' : width > height ? 'wide' : 'tall';
  return `${width} × ${height}, ${shape}`;
}

export const styleChips = StylePreset.options.map((value) => ({
  value,
  label: `${value.charAt(0).toUpperCase()}${value.slice(1).replaceAll('-', ' ')}`,
}));
