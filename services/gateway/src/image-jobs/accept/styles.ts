import { imageLimits, type StylePreset } from '@atelier/contracts';

/** What a person asked to be drawn. */
export interface Words {
  readonly prompt: string;
  readonly negativePrompt: string;
}

/** Words around a prompt; what is not wanted goes to the negative prompt. */
interface Template {
  readonly before: string;
  readonly after: string;
  readonly negative: string;
}

type Family = 'sd' | 'sdxl';

/**
 * SD 1 and 2, and models made from them, read 77 tokens and follow short tags. SDXL reads its prompt
 * with a second, larger encoder and follows phrases.
 */
const templates: Readonly<Record<Family, Readonly<Record<StylePreset, Template>>>> = {
  sd: {
    photorealistic: {
      before: 'photograph of ',
      after: ', natural light, sharp focus, fine detail, 50mm lens',
      negative: 'painting, drawing, illustration, cartoon, 3d render, blurry, deformed',
    },
    anime: {
      before: 'anime illustration of ',
      after: ', clean line art, cel shading, vivid colours',
      negative: 'photograph, realistic, 3d render, blurry, deformed',
    },
    artistic: {
      before: 'oil painting of ',
      after: ', expressive brush strokes, rich colours, canvas texture',
      negative: 'photograph, 3d render, signature, watermark, blurry',
    },
    'technical-diagram': {
      before: 'technical drawing of ',
      after: ', thin black lines, orthographic view, plain white background',
      negative: 'photograph, shading, clutter, texture, watermark, blurry',
    },
    logo: {
      before: 'logo of ',
      after: ', flat vector, simple shapes, few colours, centred, plain background',
      negative: 'photograph, 3d render, gradient, clutter, watermark, blurry',
    },
    sketch: {
      before: 'pencil sketch of ',
      after: ', graphite on paper, loose lines, hatching',
      negative: 'photograph, colour, 3d render, blurry',
    },
    cinematic: {
      before: 'cinematic film still of ',
      after: ', dramatic light, shallow depth of field, film grain',
      negative: 'cartoon, drawing, watermark, blurry, deformed',
    },
  },
  sdxl: {
    photorealistic: {
      before: 'a photograph of ',
      after: ', in natural light, taken with a 50mm lens, sharp focus, true colours',
      negative: 'painting, drawing, illustration, cartoon, 3d render, blurry, deformed',
    },
    anime: {
      before: 'an anime artwork of ',
      after: ', key visual, clean line art, cel shading, vivid colours, highly detailed',
      negative: 'photograph, realistic, 3d render, blurry, deformed',
    },
    artistic: {
      before: 'an oil painting of ',
      after: ', expressive brush strokes, rich colours, visible canvas texture, painterly light',
      negative: 'photograph, 3d render, signature, watermark, blurry',
    },
    'technical-diagram': {
      before: 'a technical drawing of ',
      after: ', thin black lines, orthographic view, even line weight, plain white background',
      negative: 'photograph, shading, clutter, texture, watermark, blurry',
    },
    logo: {
      before: 'a logo of ',
      after: ', flat vector graphic, simple bold shapes, few colours, centred, plain background',
      negative: 'photograph, 3d render, gradient, clutter, watermark, blurry',
    },
    sketch: {
      before: 'a pencil sketch of ',
      after: ', graphite on paper, loose confident lines, cross-hatching, monochrome',
      negative: 'photograph, colour, 3d render, blurry',
    },
    cinematic: {
      before: 'a cinematic film still of ',
      after: ', dramatic light, shallow depth of field, film grain, wide aspect composition',
      negative: 'cartoon, drawing, watermark, blurry, deformed',
    },
  },
};

/** Models are told apart by their ids; one that nobody knows most likely comes from SD 1. */
function familyOf(model: string | undefined): Family {
  return /xl/i.test(model ?? '') ? 'sdxl' : 'sd';
}

/** The words with those of a style around them, or nothing when they get too long. */
export function applyStyle(
  words: Words,
  style: StylePreset,
  model: string | undefined,
): Words | undefined {
  const { before, after, negative } = templates[familyOf(model)][style];
  const prompt = `${before}${words.prompt}${after}`;
  const negativePrompt = [words.negativePrompt, negative].filter((part) => part !== '').join(', ');
  const { maxPromptLength } = imageLimits;
  if (prompt.length > maxPromptLength || negativePrompt.length > maxPromptLength) return undefined;
  return { prompt, negativePrompt };
}
