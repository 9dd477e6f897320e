import { imageLimits, type ImageSettings } from '@atelier/contracts';
import type { ImagePromptDefaults } from '../block/parse-image-prompt.js';
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

/** What is said of a picture that such a model can't draw. */
export function beyondVocabulary({ shapes, colours }: Vocabulary): string {
  return (
    `The built-in picture model draws one simple shape at a time: ${listed(shapes)}, ` +
    `in ${listed(colours)}. For anything else, get the standard model: npm run download-models.`
  );
}

function listed(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' or ');
}
