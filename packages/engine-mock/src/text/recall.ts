const nameGiven =
  /\b(?:my name is|my name's|call me|i am called|ich heiße|mein name ist) ([\p{L}\p{M}'-]{1,60})/iu;
const nameAsked = /\b(?:what(?:'s| is) my name|who am i|wie heiße ich)\b/iu;
const beforeAsked =
  /\bwhat did i (?:just )?(?:say|ask|write|tell you)\b|\bwhat was my (?:last|previous) (?:message|question)\b|\bwas habe ich (?:eben |vorher |gerade )?gesagt\b/iu;
const maxQuoteLength = 500;

/**
 * Answers questions about the conversation out of its own messages, so that one can see whether
 * they arrived. Undefined when the last message asks no such thing.
 */
export function recall(said: readonly string[]): string | undefined {
  const message = said.at(-1) ?? '';
  if (nameAsked.test(message)) return recallName(said);
  if (beforeAsked.test(message)) return recallBefore(said.at(-2));
  return undefined;
}

function recallName(said: readonly string[]): string {
  const name = said
    .map((message) => nameGiven.exec(message)?.[1])
    .findLast((given) => given !== undefined);
  return name === undefined ? 'You have not told me your name.' : `Your name is ${name}.`;
}

function recallBefore(before: string | undefined): string {
  if (before === undefined) return 'That was the first thing you said.';
  return `Before that you said: "${Array.from(before).slice(0, maxQuoteLength).join('')}"`;
}
