import type { GalleryFilter } from './gallery-filter.js';

/** Names of pictures in the cache of what the server said. */
export const galleryListsKey = ['gallery', 'list'] as const;
export const galleryListKey = (filter: GalleryFilter) => [...galleryListsKey, filter] as const;
export const newestKey = (filter: GalleryFilter) => ['gallery', 'newest', filter] as const;
export const pictureKey = (id: string) => ['gallery', 'picture', id] as const;
export const lineageKey = (id: string) => ['gallery', 'lineage', id] as const;
export const similarKey = (id: string) => ['gallery', 'similar', id] as const;
