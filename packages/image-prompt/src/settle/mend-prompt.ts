import { imageLimits } from '@atelier/contracts';
import type { ImageRequest } from '../request/read-request.js';
import { readWords } from '../request/words.js';
import { completeScene } from '../scene/complete-scene.js';
import { readScene } from '../scene/scene.js';
import { writeScene } from '../scene/write-scene.js';

/** A prompt with so many words more than the wish has something to add to it. */
const richBy = 6;

/** The prompt that a plain wish is by itself; `undefined` where there is none. */
export function promptOfWish({ wish, scene }: ImageRequest): string | undefined {
  if (scene !== undefined) return writeScene(completeScene(scene));
  return wish === undefined || wish === '' ? undefined : fitting(wish);
}

/** A prompt that lost words of the wish, with them; `undefined` where no wish is plain. */
export function mendPrompt(prompt: string, request: ImageRequest): string | undefined {
  const { wish, scene } = request;
  if (scene !== undefined) return writeScene(completeScene(scene, readScene(prompt)));
  if (wish === undefined || wish === '') return undefined;
  const isRich = readWords(prompt).length >= readWords(wish).length + richBy;
  return fitting(isRich ? `${wish}, ${prompt}` : wish);
}

function fitting(prompt: string): string {
  return prompt.slice(0, imageLimits.maxPromptLength).toWellFormed();
}
