import { createHash } from 'node:crypto';
import type { ImageWork, JobSettings } from '@atelier/contracts';
import { canonicalJson } from '../../http/canonical-json.js';

/** sha256 (hex) of all that was asked for. With the model it decides the pixels. */
export function recipeHashOf(settings: JobSettings, work: ImageWork): string {
  const text = canonicalJson({ settings: { ...settings, format: settings.format ?? 'png' }, work });
  return createHash('sha256').update(text).digest('hex');
}
