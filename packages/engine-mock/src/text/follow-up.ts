import { imageDefaults, imageLimits } from '@atelier/contracts';
import type { Picture } from './picture.js';
import { splitSettings } from './picture-settings.js';

const colours =
  /\b(?:red|orange|yellow|green|blue|purple|violet|pink|brown|black|white|gr[ae]y|cyan|turquoise|gold|golden)\b/iu;
const again =
  /^(?:and |now )?(?:again|once more|one more|another(?: one)?|repeat(?: that)?|(?:the )?same(?: again)?$|noch ?mal|noch einmal)\b,? ?(.*)$/iu;
const bigger = /^(?:make (?:it|that|this) |a bit |much )*(?:bigger|larger|größer)\b,? ?(.*)$/iu;
const smaller = /^(?:make (?:it|that|this) |a bit |much )*(?:smaller|kleiner)\b,? ?(.*)$/iu;
const sized = /^(?:a bit |much )*(?:bigger|larger|smaller|größer|kleiner)\b/iu;
const change =
  /^(?:(?:now|and|please|can you|could you) )*(?:make|turn|paint|colou?r) (?:it|that|this|them|the picture)(?: into| to)? (.+)$/iu;
const same =
  /^(?:(?:now|and|please) )*(?:the )?same(?: (?:one|picture|image|thing))?(?: again)?,? (?:but |only )?(?!again$)(.+)$/iu;

/** The last picture with what a message says about it, if the message says anything about it. */
export function applyFollowUp(picture: Picture, message: string): Picture | undefined {
  const text = message
    .slice(0, imageLimits.maxPromptLength)
    .replace(/\s+/gu, ' ')
    .replace(/[ .!]+$/u, '')
    .trim();
  const changed = change.exec(text) ?? same.exec(text);
  if (changed && !sized.test(changed[1] ?? '')) return edited(picture, changed[1] ?? '');
  const repeated = again.exec(text);
  if (repeated) return edited(picture, repeated[1] ?? '');
  const grown = bigger.exec(text);
  if (grown) return edited(scaled(picture, 2), grown[1] ?? '');
  const shrunk = smaller.exec(text);
  return shrunk ? edited(scaled(picture, 0.5), shrunk[1] ?? '') : undefined;
}

function scaled(picture: Picture, factor: number): Picture {
  const { width = imageDefaults.width, height = imageDefaults.height } = picture;
  const fits = (size: number) =>
    Math.min(imageLimits.maxSize, Math.max(imageLimits.minSize, size * factor));
  return { ...picture, width: fits(width), height: fits(height) };
}

/** "green" replaces the colour; anything else is added to the prompt; settings are settings. */
function edited(picture: Picture, words: string): Picture {
  const { prompt: addition, ...settings } = splitSettings(words);
  return { ...picture, ...settings, prompt: editedPrompt(picture.prompt, addition) };
}

function editedPrompt(prompt: string, addition: string): string {
  if (addition === '') return prompt;
  const colour = colours.exec(addition)?.[0];
  if (colour !== undefined && colours.test(prompt)) return prompt.replace(colours, colour);
  return `${prompt}, ${addition}`;
}
