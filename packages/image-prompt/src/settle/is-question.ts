import { drawVerbs, pictureWords } from '../request/lexicon.js';
import type { ImageRequest } from '../request/read-request.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const starts = set('who whose why when where which is are was were am does did has');
// "How about a boat?" is a wish, "what does a boat cost?" is not.
const opens = set('what how do');
const goesOn = set(
  'is are was were am does do did can could will would should to many much long old far often you we they i it',
);

/** Whether a message asks something that has nothing to do with pictures. */
export function isOtherQuestion({
  words,
  rest,
  intent,
  scene,
  isUnderstood,
}: ImageRequest): boolean {
  if (!isUnderstood || intent !== 'unclear' || scene !== undefined) return false;
  const [first = '', second = ''] = rest.map(({ text }) => text);
  // "Why don't you draw …", "What would it look like on grey?"
  if (first === 'why' && /^(?:don'?t|not)$/u.test(second)) return false;
  if (words.has('look') && (words.has('like') || words.has('show'))) return false;
  // "what's"
  const opening = first.replace(/'(?:s|re|d|ll)$/u, '');
  const isOpened = opens.has(opening) && (opening !== first || goesOn.has(second));
  if (!isOpened && !starts.has(opening)) return false;
  return ![...words].some((word) => pictureWords.has(word) || drawVerbs.has(word));
}
