import { Tag } from '@atelier/contracts';

/** Of one picture. */
const mostTags = 20;

/** The tags with those that were typed, divided by commas; or what is wrong with them. */
export function withTyped(
  tags: readonly string[],
  typed: string,
): { readonly tags: string[] } | { readonly problem: string } {
  const words = typed
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (words.some((word) => !Tag.safeParse(word).success)) {
    return { problem: 'A tag has up to 50 letters, digits, spaces, dots, dashes.' };
  }
  const all = [...new Set([...tags, ...words])];
  if (all.length > mostTags) return { problem: `A picture has ${mostTags} tags at most.` };
  return { tags: all };
}
