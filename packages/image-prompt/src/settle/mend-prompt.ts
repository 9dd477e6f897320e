import { imageLimits } from '@atelier/contracts';
import type { ImageRequest } from '../request/read-request.js';
import { readWords } from '../request/words.js';
import { changedScene } from '../check/check-words.js';
import { completeScene } from '../scene/complete-scene.js';
import { writeScene } from '../scene/write-scene.js';

/** A prompt with so many words more than the wish has something to add to it. */
const richBy = 6;

/** The prompt that a plain wish is by itself; `undefined` where there is none. */
export function promptOfWish({ wish, scene, isGuessed }: ImageRequest): string | undefined {
  if (scene !== undefined && !isGuessed) return writeScene(completeScene(scene));
  return wish === undefined || wish === '' ? undefined : fitting(wish);
}

/**
 * A prompt that lost words of the wish, with them; `undefined` where no wish is plain.
 *
 * @param before the prompt of the picture that the request may change.
 */
export function mendPrompt(
  prompt: string,
  request: ImageRequest,
  before: string | undefined,
): string | undefined {
  const { wish, scene, isFresh } = request;
  if (before !== undefined && !isFresh) {
    const changed = changedScene(before, request);
    return changed && writeScene(changed);
  }
  if (scene !== undefined) return writeScene(completeScene(scene));
  if (wish === undefined || wish === '') return undefined;
  const isRich = readWords(prompt).length >= readWords(wish).length + richBy;
  return fitting(isRich ? `${wish}, ${prompt}` : wish);
}

function fitting(prompt: string): string {
  return prompt.slice(0, imageLimits.maxPromptLength).toWellFormed();
}
