import { ImageKind } from '@atelier/contracts';
import type { GalleryPage } from '@atelier/client';

/** Which pictures are shown; days are local ones, as `2026-01-31`. */
export interface GalleryFilter {
  readonly words?: string;
  readonly tag?: string;
  readonly kind?: ImageKind;
  readonly favourite?: true;
  /** The first and the last day. */
  readonly from?: string;
  readonly to?: string;
}

const names = { words: 'q', tag: 'tag', kind: 'kind', from: 'from', to: 'to' } as const;
const day = /^\d{4}-\d{2}-\d{2}$/;

/** Reads a filter from an address; what makes no sense is left out. */
export function readFilter(search: URLSearchParams): GalleryFilter {
  const words = search.get(names.words)?.trim();
  const tag = search.get(names.tag)?.trim();
  const kind = ImageKind.safeParse(search.get(names.kind)).data;
  const from = dayOf(search.get(names.from));
  const to = dayOf(search.get(names.to));
  return {
    ...(words && { words }),
    ...(tag && { tag }),
    ...(kind && { kind }),
    ...(search.get('favourite') === 'yes' && { favourite: true as const }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

/** The part of an address that keeps a filter, from `?`; empty where nothing is filtered. */
export function filterSearch(filter: GalleryFilter): string {
  const search = new URLSearchParams();
  for (const [field, name] of Object.entries(names)) {
    const value = filter[field as keyof typeof names];
    if (value !== undefined && value !== '') search.set(name, value);
  }
  if (filter.favourite) search.set('favourite', 'yes');
  return search.size === 0 ? '' : `?${search.toString()}`;
}

/** The filter as the server takes it: from the first moment of one day to the last of another. */
export function toGalleryPage(filter: GalleryFilter): GalleryPage {
  const { words, tag, kind, favourite, from, to } = filter;
  return {
    q: words,
    tag,
    kind,
    favourite,
    from: from === undefined ? undefined : midnight(from, 0),
    to: to === undefined ? undefined : midnight(to, 1),
  };
}

function dayOf(text: string | null): string | undefined {
  return text !== null && day.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

function midnight(text: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = text.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}
