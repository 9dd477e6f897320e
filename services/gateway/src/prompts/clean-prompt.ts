import { imageLimits } from '@atelier/contracts';

const thought = { opening: '<think>', closing: '</think>' };
const fence = '```';
/** How an answer begins that speaks about the prompt first; it ends with a colon. */
const openers =
  /^(?:(?:sure|certainly|of course|absolutely|okay|ok)\b|here(?:'s|’s| is| are)\b|(?:the |a |your )?(?:\w{1,12} )?(?:image |picture )?prompt\b)/i;
const maxPreamble = 120;
const quotes = new Set('"\'“”„«»‘’`* ');
const listMark = /^(?:[-*•]|\d{1,2}[.)])\s+/;

export interface CleanOptions {
  /** False while the model still writes: then only what is sure to stay is given. */
  readonly isWhole: boolean;
  /** Whether it was cut off at its limit of tokens. */
  readonly isCut?: boolean;
}

/**
 * What a model wrote as one paragraph: no reasoning, fence, preamble, quotes or list marks, and no
 * longer than a prompt may be. Empty where nothing is left, or nothing is sure yet.
 */
export function cleanPrompt(raw: string, { isWhole, isCut = false }: CleanOptions): string {
  const written = raw.toWellFormed().replaceAll('\0', '').trimStart();
  const answer = afterThought(written, isWhole);
  const bare = answer === undefined ? undefined : insideFence(answer, isWhole);
  const prompt = bare === undefined ? undefined : afterPreamble(bare, isWhole);
  if (prompt === undefined) return '';
  const paragraph = prompt.trimStart().split(/\n\s*\n/, 1)[0] ?? '';
  const line = paragraph.replaceAll('**', '').replace(/\s+/g, ' ').trimStart();
  // The last word may still grow, and a quotation mark after it may be the last.
  const sure = isWhole ? line : line.slice(0, Math.max(0, line.lastIndexOf(' ')));
  const text = withoutQuotes(sure.replace(listMark, ''));
  return bounded(isCut ? toLastPause(text) : text);
}

function afterThought(text: string, isWhole: boolean): string | undefined {
  if (!isWhole && thought.opening.startsWith(text)) return undefined;
  if (!text.startsWith(thought.opening)) return text;
  const end = text.indexOf(thought.closing);
  return end < 0 ? undefined : text.slice(end + thought.closing.length).trimStart();
}

function insideFence(text: string, isWhole: boolean): string | undefined {
  if (!text.startsWith(fence)) return isWhole || !fence.startsWith(text) ? text : undefined;
  const start = text.indexOf('\n');
  if (start < 0) return isWhole ? text.slice(fence.length) : undefined;
  const inside = text.slice(start + 1);
  const end = inside.indexOf(fence);
  return end < 0 ? inside : inside.slice(0, end);
}

function afterPreamble(text: string, isWhole: boolean): string | undefined {
  const start = text.replace(/^[\s"'“*#]+/, '');
  if (!isWhole && start.length < 16 && !start.includes('\n')) return undefined;
  if (!openers.test(start)) return text;
  const colon = start.slice(0, maxPreamble).indexOf(':');
  if (colon >= 0) return start.slice(colon + 1).replace(/^[*\s]+/, '');
  return isWhole || start.length >= maxPreamble ? text : undefined;
}

function withoutQuotes(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && quotes.has(text[start] ?? '')) start += 1;
  while (end > start && quotes.has(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
}

/** Without the sentence, or the part of one, that was never finished. */
function toLastPause(text: string): string {
  const pause = Math.max(...Array.from('.!?;,', (mark) => text.lastIndexOf(mark)));
  return pause > text.length / 2 ? text.slice(0, pause) : text;
}

function bounded(text: string): string {
  const { maxPromptLength } = imageLimits;
  if (text.length <= maxPromptLength) return text;
  const cut = text
    .slice(0, maxPromptLength)
    .toWellFormed()
    .replace(/\ufffd$/, '');
  return toLastPause(cut.slice(0, Math.max(cut.lastIndexOf(' '), 1)));
}
