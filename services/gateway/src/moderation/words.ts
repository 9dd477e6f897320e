import { fold } from './fold.js';

/** A word in every spelling that it may stand for; as it is written, first. */
export type Spellings = readonly string[];

/** Reads words from a text that comes in pieces, each cut at white space where it can be. */
export interface WordReader {
  read(piece: string, take: (word: Spellings) => void): void;
}

/** Longer words stand for themselves only. */
const maxWordLength = 32;
/** Words spelled with single letters: `l i k e  t h i s`. */
const spelledLengths = { minimum: 3, maximum: 14 };

const words = /[@$]?[\p{L}\p{N}](?:[\p{L}\p{N}]|[@$!*](?=[\p{L}\p{N}]))*/gu;

/** @param endings the last three letters of the words that are looked for letter by letter. */
export function createWordReader(endings: ReadonlySet<string>): WordReader {
  let spelled = '';
  return {
    read(piece, take) {
      const text = fold(piece);
      let end = 0;
      let parts = 0;
      let joined = '';
      // `ch-ild`, `p.o.r.n`
      const takeJoined = () => {
        if (parts > 1 && joined.length <= maxWordLength) take(spellingsOf(joined));
      };
      for (const { 0: word, index } of text.matchAll(words)) {
        if (/\s/.test(text.slice(end, index))) {
          takeJoined();
          parts = 0;
          joined = '';
        }
        end = index + word.length;
        parts += 1;
        if (joined.length <= maxWordLength) joined += word;
        take(spellingsOf(word));
        spelled = word.length === 1 ? (spelled + word).slice(-spelledLengths.maximum) : '';
        if (endings.has(spelled.slice(-spelledLengths.minimum))) take(endingsOf(spelled));
      }
      takeJoined();
    },
  };
}

function endingsOf(letters: string): string[] {
  const count = letters.length - spelledLengths.minimum + 1;
  return Array.from({ length: count }, (_, index) => letters.slice(index));
}

const signs: Readonly<Record<string, string>> = {
  '0': 'o',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '!': 'i',
  '@': 'a',
  $: 's',
};

const ambiguous = /[\d!@$*]|(.)\1\1/u;

/** At most a few dozen, whatever the word. */
function spellingsOf(written: string): Spellings {
  if (written.length > maxWordLength || !ambiguous.test(written)) return [written];
  const spellings = new Set([written]);
  if (/^[@$]/.test(written)) spellings.add(written.slice(1));
  if (/[\d!@$]/.test(written) && /\p{L}/u.test(written)) {
    const read = written.replace(/[034578!@$]/g, (sign) => signs[sign] ?? sign);
    for (const one of ['i', 'l']) spellings.add(read.replaceAll('1', one));
  }
  if (written.includes('*')) {
    for (const vowel of 'aeiou') spellings.add(written.replaceAll('*', vowel));
  }
  for (const spelling of [...spellings]) {
    if (!/(.)\1\1/u.test(spelling)) continue;
    spellings.add(spelling.replace(/(.)\1\1+/gu, '$1'));
    spellings.add(spelling.replace(/(.)\1\1+/gu, '$1$1'));
  }
  return [...spellings];
}
