import type { GalleryImage } from '@atelier/contracts';
import { byteWords } from '../../design/byte-words.js';
import { kindWords } from '../kind-words.js';

/** A line of the recipe. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** It is worth copying. */
  readonly copy?: true;
}

/** What a picture was made with, for people; what nobody knows is left out. */
export function recipeFacts(image: GalleryImage): readonly Fact[] {
  const { settings, engine } = image;
  const computed = [engine?.device, engine?.precision].filter(Boolean).join(', ');
  const facts: (Fact | undefined)[] = [
    fact('How', kindWords[image.kind]),
    fact('Size', `${image.width} × ${image.height} pixels`),
    { label: 'Seed', value: String(image.seed), copy: true },
    image.kind === 'upscale' ? undefined : fact('Steps', settings.steps),
    image.kind === 'upscale' ? undefined : fact('Guidance', settings.cfg_scale),
    fact('Scheduler', settings.scheduler),
    fact('Style', settings.style?.replaceAll('-', ' ')),
    fact('Strength', settings.strength),
    fact('Enlarged', settings.factor === undefined ? undefined : `${settings.factor} times`),
    fact('Model', engine?.model),
    fact('Computed on', computed === '' ? undefined : computed),
    fact('Engine', engine && [engine.engine, engine.engineVersion].filter(Boolean).join(' ')),
    fact('File', `${image.format === 'png' ? 'PNG' : 'WebP'}, ${byteWords(image.bytes)}`),
    fact('Made', new Date(image.created_at).toLocaleString('en', timeFormat)),
  ];
  return facts.filter((one) => one !== undefined);
}

const timeFormat = { dateStyle: 'medium', timeStyle: 'short' } as const;

function fact(label: string, value: string | number | undefined): Fact | undefined {
  return value === undefined || value === '' ? undefined : { label, value: String(value) };
}
