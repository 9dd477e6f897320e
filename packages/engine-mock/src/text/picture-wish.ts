import type { Picture } from './picture.js';
import { splitSettings } from './picture-settings.js';

const maxWishLength = 2_000;
const verbs =
  'draw|paint|sketch|illustrate|doodle|zeichne|skizziere|male?(?= (?:mir|uns|bitte|doch|ein|eine|einen|das|den|die|zwei|drei|vier)\\b)';
const nouns =
  'picture|image|drawing|painting|sketch|photo|illustration|portrait|bild|zeichnung|gemälde';

/** What may stand before an order: nothing, a courtesy, or a question that is one. */
const order =
  "(?:^|[.!?;:,] ?|\\b(?:please|kindly|now|then|and|also|just|maybe|let us|let's|bitte|(?:can|could|would|will) you|(?:want|like|need) you to)\\b,? ?)" +
  '(?:please |kindly |just |quickly |now )*';
const whom = '(?: (?:me|us|for me|mir|uns|bitte|please|doch|mal|now))*';

const drawOrder = new RegExp(`${order}(?:${verbs})\\b${whom} ?(.*)$`, 'iu');
const showOrder = new RegExp(
  `(?:${order}(?:make|create|generate|show|give|send|produce|design|render|mache?|erstelle|zeige?|gib)` +
    `|\\b(?:i want|i need|(?:i'd|i would) (?:like|love)|(?:can|could|may) (?:i|we) (?:have|see|get)))\\b` +
    `([^.!?]{0,60}?) ((?:${nouns})(?:s|er|en)?)\\b(?: (?:of|with|showing|von|mit) |: ?|[.!?]|$| please\\b)(.*)$`,
  'iu',
);
const germanQuestion =
  /\b(?:kannst|könntest|würdest) du(?: (?:mir|uns|bitte|mal))* (.{1,500}?) (?:zeichnen|malen|skizzieren)\b(.*)$/iu;
const refusal =
  /\b(?:don't|dont|do not|never) (?:want|need|like) you to\b|\b(?:zeichne|male?)\b[^.!?;,]{0,40}\b(?:nicht|keine?n?)\b/iu;
/** "Draw" in senses that have nothing to do with pictures. */
const figurative =
  /^(?:and|or|is|are|was|were|has|can|nothing)\b|^(?:(?:a|the|some|any|your|my|on|upon|up|from|near|in|out|back)\b ?)*(?:attention|conclusions?|inspiration|breath|blank|parallels?|comparisons?|distinctions?|line (?:between|under|in the sand)|curtains?|blinds?|lots|straws|experience|contract|plan|list)\b/iu;
const counted = new RegExp(
  `^(\\d|a|an|one|two|three|four|five|six|seven|eight|zwei|drei|vier)(?: (?:different|more|new|nice|verschiedene))?` +
    ` (?:${nouns})(?:s|er|en)?\\b(?: (?:of|with|showing|von|mit))?:? ?`,
  'iu',
);
const counts: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  zwei: 2,
  drei: 3,
  vier: 4,
};

/** The picture that a message plainly asks for, if it does. */
export function parsePictureWish(message: string): Picture | undefined {
  const text = message.slice(0, maxWishLength).replace(/\s+/gu, ' ').replace(/[’`]/gu, "'").trim();
  if (refusal.test(text)) return undefined;
  const said = drawn(text) ?? shown(text);
  if (said === undefined || /^ ?\?/u.test(said) || figurative.test(said)) return undefined;

  const match = counted.exec(said);
  const { prompt, ...settings } = splitSettings(match ? said.slice(match[0].length) : said);
  const word = match?.[1]?.toLowerCase() ?? '';
  const count = counts[word] ?? (Number(word) || 1);
  return {
    ...settingsIn(text),
    ...settings,
    prompt: prompt === '' ? 'a small surprise' : prompt,
    ...(count > 1 && { count }),
  };
}

/** Settings may stand anywhere in a message; "without" only belongs to the wish itself. */
function settingsIn(text: string): Omit<Picture, 'prompt' | 'negativePrompt'> {
  const { prompt: _prompt, negativePrompt: _negativePrompt, ...settings } = splitSettings(text);
  return settings;
}

function drawn(text: string): string | undefined {
  const german = germanQuestion.exec(text);
  if (german) return `${german[1] ?? ''}${german[2] ?? ''}`;
  return drawOrder.exec(text)?.[1];
}

/** "Make three pictures of a cat" as "three pictures of a cat". */
function shown(text: string): string | undefined {
  const match = showOrder.exec(text);
  if (!match) return undefined;
  const [, before = '', noun = '', subject = ''] = match;
  const amount = /\b(\d|two|three|four|five|six|seven|eight|zwei|drei|vier)\b/iu.exec(before)?.[1];
  return `${amount ?? 'a'} ${noun} of ${subject}`;
}
