import { z } from 'zod';

/** Looks that a picture can be asked for in, by name. */
export const StylePreset = z
  .enum(['photorealistic', 'anime', 'artistic', 'technical-diagram', 'logo', 'sketch', 'cinematic'])
  .meta({ id: 'StylePreset' });
export type StylePreset = z.infer<typeof StylePreset>;
