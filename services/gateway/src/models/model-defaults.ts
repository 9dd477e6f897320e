import {
  imageDefaults,
  imageLimits,
  type ChatModelDefaults,
  type ImageModelDefaults,
} from '@atelier/contracts';
import type { ImagePromptDefaults } from '@atelier/image-prompt';
import type { Catalog } from '@atelier/model-store';

/** What pictures are drawn with where nobody says otherwise, for a model of the catalog or any. */
export function imageDefaultsOf(catalog: Catalog, id: string | undefined): ImagePromptDefaults {
  const entry = catalog.entries.find((one) => one.id === id);
  return entry?.task === 'image' ? withinLimits(entry.defaults) : imageDefaults;
}

/** How a chat model of the catalog chooses its words. */
export function samplingOf(
  catalog: Catalog,
  id: string | undefined,
): Pick<ChatModelDefaults, 'temperature' | 'topP'> {
  const entry = catalog.entries.find((one) => one.id === id);
  if (entry?.task !== 'chat') return {};
  const { temperature, topP } = entry.defaults;
  return { ...(temperature !== undefined && { temperature }), ...(topP !== undefined && { topP }) };
}

/** Whether a chat model writes more than it was trained to say, as all but the starter do. */
export function writesProse(catalog: Catalog, id: string | undefined): boolean {
  const entry = catalog.entries.find((one) => one.id === id);
  return entry?.task !== 'chat' || entry.defaults.templateFamily !== 'starter';
}

/** A user's own catalog may ask for more than a picture job may have. */
function withinLimits(defaults: ImageModelDefaults): ImagePromptDefaults {
  const { minGuidance, maxGuidance, minSize, maxSize } = imageLimits;
  const size = (pixels: number) => Math.min(Math.max(toStep(pixels), minSize), maxSize);
  return {
    ...defaults,
    guidanceScale: Math.min(Math.max(defaults.guidanceScale, minGuidance), maxGuidance),
    width: size(defaults.width),
    height: size(defaults.height),
    minSize: size(defaults.minSize),
    maxSize: size(defaults.maxSize),
  };
}

function toStep(pixels: number): number {
  return Math.round(pixels / imageLimits.sizeStep) * imageLimits.sizeStep;
}
