import { createHash } from 'node:crypto';
import { imageLimits } from '@atelier/contracts';

/** What a prompt can have words for. Where it has some, none are added. */
const themes = [
  {
    known:
      /\b(?:close-?up|portrait|wide|panorama|view|angle|centred|centered|composition|framed)\b/i,
    words: [
      'centred composition with space around it',
      'seen from a low angle',
      'wide view, the subject to one side',
      'close view, background out of focus',
      'balanced composition, layers of depth',
    ],
  },
  {
    known:
      /\b(?:light|lit|lighting|sun|sunset|sunrise|dawn|dusk|night|moonlight|shadow|golden hour)\b/i,
    words: [
      'soft morning light',
      'warm light of the late afternoon',
      'gentle side light and long shadows',
      'diffuse light of an overcast day',
      'clear light with quiet shadows',
    ],
  },
  {
    known:
      /\b(?:painting|oil|watercolou?r|drawing|sketch|photo|photograph|render|anime|cartoon|style|pencil|ink|engraving|pixel|3d|cinematic|realistic)\b/i,
    words: [
      'fine detail, harmonious colours',
      'rich textures, restrained palette',
      'crisp detail, natural colours',
      'painterly texture, muted colours',
      'vivid colours, clean shapes',
    ],
  },
] as const;

/** The prompt with words for composition, light and style. The same prompt gets the same words. */
export function fillTemplate(prompt: string): string {
  const subject = prompt
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\s.,;:!]+$/, '');
  const choice = createHash('sha256').update(subject).digest();
  const parts = [subject];
  themes.forEach(({ known, words }, index) => {
    const added = words[(choice[index] ?? 0) % words.length];
    if (added === undefined || known.test(subject)) return;
    if ([...parts, added].join(', ').length <= imageLimits.maxPromptLength) parts.push(added);
  });
  return parts.join(', ');
}
