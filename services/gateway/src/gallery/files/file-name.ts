import type { ImageFormat } from '@atelier/contracts';
import type { GalleryPicture } from '@atelier/database';

const maxSlugLength = 48;

/** A name that tells a picture from others: `2026-01-05-a-red-boat-42.png`. */
export function toFileName(
  { createdAt, seed, job: { settings } }: GalleryPicture,
  format: ImageFormat,
): string {
  const day = createdAt.toISOString().slice(0, 10);
  const slug = toSlug(settings.asked?.prompt ?? settings.prompt);
  return `${[day, slug, seed].join('-')}.${format}`;
}

/** Letters and digits of any script, with dashes between the words; at the least `picture`. */
function toSlug(text: string): string {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const slug = Array.from(words.join('-')).slice(0, maxSlugLength).join('');
  return slug.replace(/-$/, '') || 'picture';
}

/** The header for a file of a name of letters, digits, dashes and dots (RFC 6266). */
export function toContentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^\w.-]+/g, '')
    .replaceAll(/-+/g, '-');
  if (plain === name) return `${kind}; filename="${name}"`;
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}

/** The names with a number behind those that came before: `a.png`, `a-2.png`. */
export function toUniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const dot = name.lastIndexOf('.');
    let unique = name;
    for (let number = 2; taken.has(unique); number += 1) {
      unique = `${name.slice(0, dot)}-${number}${name.slice(dot)}`;
    }
    taken.add(unique);
    return unique;
  });
}
