import { imageLimits, type ImageSettings } from '@atelier/contracts';
import type { ImagePromptDefaults } from '../block/parse-image-prompt.js';
import { drawVerbs, familyOf, pictureWords, toNumber } from '../request/lexicon.js';
import type { ImageRequest } from '../request/read-request.js';
import { completeScene } from '../scene/complete-scene.js';
import { readScene } from '../scene/scene.js';
import { writeScene } from '../scene/write-scene.js';

type Vocabulary = NonNullable<ImagePromptDefaults['vocabulary']>;

/**
 * The settings that a model of so few words can draw: several of a shape become as many pictures.
 * `undefined` for anything beyond it.
 */
export function fitVocabulary(
  settings: ImageSettings,
  { shapes, colours }: Vocabulary,
): ImageSettings | undefined {
  const scene = readScene(settings.prompt);
  const [thing, other] = scene?.things ?? [];
  if (scene === undefined || thing === undefined || other !== undefined) return undefined;
  const isKnown =
    shapes.includes(thing.shape) &&
    [thing.colour, scene.background].every((name) => name === undefined || colours.includes(name));
  if (!isKnown) return undefined;
  const times = { one: 1, two: 2, three: 3 }[scene.count];
  if (times === 1) return settings;
  return {
    ...settings,
    prompt: writeScene(completeScene({ ...scene, count: 'one' })),
    count: Math.min(settings.count * times, imageLimits.maxCount),
  };
}

/** The number of pictures that a change asks for: "four this time", where nothing else is named. */
export function severalOf({ rest }: ImageRequest): number | undefined {
  const numbers = rest.flatMap(({ text }) => toNumber(text) ?? []);
  const [number = 0, ...others] = numbers;
  return others.length === 0 && number >= 2 && number <= imageLimits.maxCount ? number : undefined;
}

/** Whether a message has any word of pictures in it, or leaves open what to draw. */
export function isOfPictures({ words, pointsBack, isUnderstood }: ImageRequest): boolean {
  if (!isUnderstood || pointsBack) return true;
  return [...words].some(
    (word) =>
      familyOf(word) !== undefined ||
      pictureWords.has(word) ||
      drawVerbs.has(word) ||
      open.has(word),
  );
}

const open = new Set(['surprise', 'something', 'anything', 'whatever', 'example', 'choice', 'art']);

/** What is said of a picture that such a model can't draw. */
export function beyondVocabulary({ shapes, colours }: Vocabulary): string {
  return (
    `I can only draw simple shapes, one at a time: ${listed(shapes)}, in ${listed(colours)}. ` +
    'For anything else, get the standard model with scripts/download-models.'
  );
}

function listed(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' or ');
}
