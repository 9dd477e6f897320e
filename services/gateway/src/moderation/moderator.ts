import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import { endings, lexicon } from './lexicon.js';
import { createPolicyReader, type ModeratedKind, type ModerationCategory } from './policy.js';
import { createWordReader } from './words.js';

/** What is to be judged: a person's words to the model, or what is about to be drawn. */
export interface ModeratedText {
  readonly text: string;
  readonly kind: ModeratedKind;
}

export type ModerationVerdict =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly category: ModerationCategory;
      /** A sentence for the person; it does not repeat their words. */
      readonly message: string;
    };

/** Says what Atelier takes part in. */
export interface Moderator {
  check(input: ModeratedText): Promise<ModerationVerdict>;
}

export interface ModeratorConfig {
  /** `basic` is the policy of words in `docs/moderation.md`. */
  readonly MODERATION: 'off' | 'basic';
}

const messages: Readonly<Record<ModerationCategory, string>> = {
  'sexual-minors': 'Atelier makes no sexual content with minors. Ask for something else.',
  'sexual-real-person':
    'Atelier makes no sexual pictures of real people who did not agree. Ask for something else.',
};

/** UTF-16 units that are read before other work gets its turn. */
const pieceLength = 4_096;

export function createModerator(
  { MODERATION }: ModeratorConfig,
  classify: (word: string) => number = (word) => lexicon.get(word) ?? 0,
): Moderator {
  if (MODERATION === 'off') return { check: () => Promise.resolve({ allowed: true }) };
  return {
    async check({ text, kind }) {
      const policy = createPolicyReader(kind, classify);
      const words = createWordReader(endings);
      let start = 0;
      while (start < text.length) {
        if (start > 0) await nextTurn();
        const end = endOfPiece(text, start);
        words.read(text.slice(start, end), policy.take);
        start = end;
      }
      const category = policy.finding();
      if (category === undefined) return { allowed: true };
      return { allowed: false, category, message: messages[category] };
    },
  };
}

/** After the last white space that fits, so that words stay whole. */
function endOfPiece(text: string, start: number): number {
  const limit = start + pieceLength;
  if (limit >= text.length) return text.length;
  for (let end = limit; end > start; end -= 1) if (/\s/.test(text[end - 1] ?? '')) return end;
  return limit;
}

/**
 * Passes what is allowed. A refusal is logged by its category, without the text.
 *
 * @throws AppError `CONTENT_REFUSED`
 */
export async function refuseContent(
  moderator: Moderator,
  input: ModeratedText,
  log: Logger,
): Promise<void> {
  const verdict = await moderator.check(input);
  if (verdict.allowed) return;
  log.warn('moderation.refused', { category: verdict.category, state: input.kind });
  throw new AppError('CONTENT_REFUSED', verdict.message);
}
