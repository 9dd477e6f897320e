import type { GalleryImage, ImagePatch } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../app/client-context.js';
import { useToast } from '../design/toast-list.js';
import { galleryListsKey, newestKey, pictureKey } from './gallery-keys.js';
import { withImage, withoutImages } from './gallery-pages.js';
import { inParts } from './selection.js';
import type { GalleryData } from './use-gallery.js';

/** Pictures that one call deletes or exports, at most. */
export const mostAtOnce = 500;

/** Changes what is known of a picture everywhere on the page. */
function useShownPictures() {
  const queries = useQueryClient();
  const change = (to: (pages: GalleryData['pages']) => GalleryData['pages']) => {
    queries.setQueriesData<GalleryData>(
      { queryKey: galleryListsKey },
      (data) => data && { ...data, pages: to(data.pages) },
    );
  };
  return {
    put: (image: GalleryImage) => {
      queries.setQueryData(pictureKey(image.id), image);
      change((pages) => withImage(pages, image));
    },
    drop: (ids: readonly string[]) => {
      const gone = new Set(ids);
      // What was read before the deletion would count them as new.
      queries.removeQueries({ queryKey: newestKey({}).slice(0, 2) });
      for (const id of ids) queries.removeQueries({ queryKey: pictureKey(id) });
      change((pages) => withoutImages(pages, gone));
    },
  };
}

/** Tags a picture or marks it as a favourite; shown at once, and taken back if it fails. */
export function useChangeImage() {
  const client = useClient();
  const shown = useShownPictures();
  const toast = useToast();
  return useMutation({
    mutationFn: ({ image, patch }: { image: GalleryImage; patch: ImagePatch }) =>
      client.changeImage(image.id, patch),
    onMutate: ({ image, patch }) => {
      const { tags = image.tags, favourite = image.favourite } = patch;
      shown.put({ ...image, tags, favourite });
    },
    onSuccess: (image) => {
      shown.put(image);
    },
    onError: (error, { image }) => {
      shown.put(image);
      toast({ text: toAppError(error).message, tone: 'bad' });
    },
  });
}

/** Deletes pictures for good; resolves with those that are gone. */
export function useDeleteImages() {
  const client = useClient();
  const shown = useShownPictures();
  const toast = useToast();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const gone: string[] = [];
      for (const part of inParts(ids, mostAtOnce)) {
        const { deleted } = await client.deleteImages(part);
        shown.drop(deleted);
        gone.push(...deleted);
      }
      return gone;
    },
    onSuccess: (gone) => {
      const text =
        gone.length === 1 ? 'The picture is deleted.' : `${gone.length} pictures are deleted.`;
      toast({ text, tone: 'good' });
    },
    onError: (error) => {
      toast({ text: toAppError(error).message, tone: 'bad' });
    },
  });
}
