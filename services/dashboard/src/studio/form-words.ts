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
