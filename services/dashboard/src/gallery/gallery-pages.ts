import type { GalleryImage, GalleryView } from '@atelier/contracts';

/** The pages of a gallery that were read, newest first. */
export type GalleryPages = readonly GalleryView[];

export function allImages(pages: GalleryPages): readonly GalleryImage[] {
  return pages.flatMap(({ images }) => images);
}

/** The pages with what a picture has become. */
export function withImage(pages: GalleryPages, image: GalleryImage): GalleryView[] {
  return pages.map((page) =>
    page.images.some(({ id }) => id === image.id)
      ? { ...page, images: page.images.map((one) => (one.id === image.id ? image : one)) }
      : page,
  );
}

/** The pages without pictures that are gone. */
export function withoutImages(pages: GalleryPages, gone: ReadonlySet<string>): GalleryView[] {
  return pages.map((page) => ({ ...page, images: page.images.filter(({ id }) => !gone.has(id)) }));
}

/** How many pictures of a first page, read again, are not among those read before. */
export function newerCount(pages: GalleryPages, first: GalleryView): number {
  const known = new Set(allImages(pages).map(({ id }) => id));
  return first.images.filter(({ id }) => !known.has(id)).length;
}

/** The pages with the newer ones at the top; only those, when they no longer meet the rest. */
export function withNewer(pages: GalleryPages, first: GalleryView): GalleryView[] {
  const known = new Set(allImages(pages).map(({ id }) => id));
  const newer = first.images.filter(({ id }) => !known.has(id));
  const [top, ...rest] = pages;
  if (!top || newer.length === first.images.length) return [first];
  return [{ ...top, images: [...newer, ...top.images] }, ...rest];
}
