import type { ImageRequest } from '../request/read-request.js';

// The model says why no picture comes, or asks back.
const refusal =
  /\b(?:can ?not|can'?t|can only|could not|couldn'?t|unable|won'?t|will not|at most|beyond me|not able|sorry|no picture|tell me|which|what|don'?t|do not)\b|\?\s*$/iu;

/**
 * Whether a request that got no block is drawn by its own words. A model that says why it does not
 * draw is believed; only a wish for nothing but simple shapes is drawn despite what it says.
 */
export function isDrawable(
  text: string,
  { intent, scene, pointsBack, isGuessed }: ImageRequest,
): 'yes' | 'despite-text' | 'no' {
  if (intent !== 'draw') return 'no';
  const isRefused = refusal.test(text.replaceAll('’', "'"));
  if (!isRefused) return pointsBack && scene === undefined ? 'no' : 'yes';
  if (isGuessed) return 'no';
  const isColoured = scene?.things.every(({ colour }) => colour !== undefined) ?? false;
  return isColoured ? 'despite-text' : 'no';
}
