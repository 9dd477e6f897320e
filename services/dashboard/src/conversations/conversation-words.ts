import type { ConversationView } from '@atelier/contracts';

/** A conversation's name on the page. */
export function nameOf({ title }: Pick<ConversationView, 'title'>): string {
  return title === undefined || title.trim() === '' ? 'Untitled' : title;
}

export interface DayGroup {
  readonly name: string;
  readonly conversations: readonly ConversationView[];
}

const dayMs = 86_400_000;

/** The conversations by when they were last written in, as seen at `now`. */
export function byDay(conversations: readonly ConversationView[], now: Date): readonly DayGroup[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const groups = new Map<string, ConversationView[]>();
  for (const conversation of conversations) {
    const name = dayName(Date.parse(conversation.updated_at), midnight);
    groups.set(name, [...(groups.get(name) ?? []), conversation]);
  }
  return [...groups].map(([name, group]) => ({ name, conversations: group }));
}

function dayName(at: number, midnight: number): string {
  if (at >= midnight) return 'Today';
  // A day that the clock was put forward on is an hour shorter.
  if (at >= midnight - dayMs) return 'Yesterday';
  if (at >= midnight - 7 * dayMs) return 'The last seven days';
  if (at >= midnight - 30 * dayMs) return 'The last thirty days';
  return 'Before';
}

const tagPattern = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,49}$/u;
const maxTags = 20;

/** Tags as they were typed, with commas between; what is wrong with them in words. */
export function parseTags(
  text: string,
): { readonly tags: string[] } | { readonly problem: string } {
  const tags = [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
  const odd = tags.find((tag) => !tagPattern.test(tag));
  if (odd !== undefined)
    return { problem: `“${odd}” is not letters, digits, spaces, dots, _ or -.` };
  if (tags.length > maxTags) return { problem: `${maxTags} tags at most.` };
  return { tags };
}
