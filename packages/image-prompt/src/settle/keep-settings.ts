import type { ImageSettings } from '@atelier/contracts';
import type { ImageRequest } from '../request/read-request.js';

/**
 * What a change of a picture takes over from it: its settings where the request states no other, and
 * its seed, so that the two are like each other. A picture that is only wanted again gets a new seed.
 *
 * @param settings of the new picture, with `randomSeed` where nobody named one.
 */
export function keepSettings(
  settings: ImageSettings,
  before: ImageSettings,
  { stated, negative }: ImageRequest,
  randomSeed: number,
): ImageSettings {
  const isSame = settings.prompt === before.prompt && Object.keys(stated).length === 0;
  const kept: ImageSettings = {
    ...settings,
    steps: stated.steps === undefined ? before.steps : settings.steps,
    guidanceScale: stated.cfg_scale === undefined ? before.guidanceScale : settings.guidanceScale,
    width: stated.width === undefined ? before.width : settings.width,
    height: stated.height === undefined ? before.height : settings.height,
    negativePrompt:
      negative === undefined && settings.negativePrompt === ''
        ? before.negativePrompt
        : settings.negativePrompt,
  };
  if (stated.seed !== undefined) return kept;
  return { ...kept, seed: isSame ? randomSeed : before.seed };
}
