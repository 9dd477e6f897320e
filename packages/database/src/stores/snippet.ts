/** A piece of a snippet, and whether it is one of the words that were searched for. */
export interface SnippetPart {
  readonly text: string;
  readonly match: boolean;
}

/** UTF-16 units of a snippet, at most, without the ellipses. */
const maxLength = 240;
/** Units shown before the first match, at most. */
const lead = 40;
/** What is longer is no word. */
const maxWordLength = 200;
/** Matches that are compared to find the best place. */
const maxMatches = 100;

/** The words of a text in lower case, each once. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from(tokensOf(text), ([token]) => token.toLowerCase()));
}

/**
 * The stretch of a text where most of the words stand together; its beginning when none does. Takes
 * time in proportion to the text, whatever the words: Postgres' own ts_headline takes minutes for a
 * text and a query that repeat one word.
 */
export function toSnippet(text: string, words: ReadonlySet<string>): readonly SnippetPart[] {
  const from = bestStart(matchesIn(text, words));
  const start = from <= lead ? 0 : nextWord(text, from - lead);
  const end = text.length <= start + maxLength ? text.length : lastSpace(text, start + maxLength);
  const shown = text.slice(start, end);
  const parts: SnippetPart[] = [];
  let plain = start > 0 ? '…' : '';
  let done = 0;
  for (const { index, length } of matchesIn(shown, words)) {
    plain += shown.slice(done, index);
    done = index + length;
    if (plain !== '') parts.push({ text: plain, match: false });
    parts.push({ text: shown.slice(index, done), match: true });
    plain = '';
  }
  plain += shown.slice(done) + (end < text.length ? '…' : '');
  if (plain !== '') parts.push({ text: plain, match: false });
  return parts;
}

interface Match {
  readonly index: number;
  readonly length: number;
  readonly word: string;
}

function tokensOf(text: string): Iterable<RegExpExecArray> {
  return text.matchAll(/[\p{L}\p{N}\p{M}]+/gu);
}

function matchesIn(text: string, words: ReadonlySet<string>): readonly Match[] {
  const found: Match[] = [];
  for (const { 0: token, index } of tokensOf(text)) {
    const { length } = token;
    if (length > maxWordLength) continue;
    const word = token.toLowerCase();
    if (words.has(word)) found.push({ index, length, word });
    if (found.length === maxMatches) break;
  }
  return found;
}

/** Where the stretch with the most different words begins; the first of equals. */
function bestStart(matches: readonly Match[]): number {
  let best = { index: 0, different: 0 };
  for (const { index } of matches) {
    const near = matches.filter(
      (one) => one.index >= index && one.index < index + maxLength - lead,
    );
    const different = new Set(near.map(({ word }) => word)).size;
    if (different > best.different) best = { index, different };
  }
  return best.index;
}

function nextWord(text: string, from: number): number {
  const space = text.slice(from, from + lead / 2).search(/\s/);
  return space === -1 ? wholeCharacter(text, from) : from + space + 1;
}

function lastSpace(text: string, to: number): number {
  const space = text.slice(to - lead, to).search(/\s\S*$/);
  return space === -1 ? wholeCharacter(text, to) : to - lead + space;
}

/** Moves a cut out of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
