import type { Database } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { Handlers } from '../http/handlers.js';
import { exportHandler } from './export/export.handler.js';
import type { Converter } from './files/convert.js';
import { fileHandlers } from './files/file.handlers.js';
import type { PictureFiles } from './files/picture-files.js';
import { parseGalleryCursor, toGalleryCursor } from './gallery-cursor.js';
import type { ImageLinks } from './links/image-links.js';
import { toGalleryImage } from './to-gallery-image.js';

export interface GalleryHandlerOptions {
  readonly gallery: Database['gallery'];
  readonly files: PictureFiles;
  readonly converter: Converter;
  readonly links: Pick<ImageLinks, 'create'>;
  /** Pictures were removed, and their files are to follow. */
  readonly onRemoved: () => void;
}

export type GalleryHandlers = Pick<
  Handlers,
  | 'listImages'
  | 'exportImages'
  | 'deleteImages'
  | 'getImage'
  | 'getThumbnail'
  | 'getImageDetails'
  | 'changeImage'
  | 'deleteImage'
  | 'similarImages'
  | 'imageLineage'
  | 'linkImage'
>;

/** Finished pictures, as their owner sees them. */
export function galleryHandlers(options: GalleryHandlerOptions): GalleryHandlers {
  const { gallery, links, onRemoved } = options;

  const find = async (ownerId: string, id: string) =>
    (await gallery.find(ownerId, id)) ?? noSuchPicture();

  const remove = async (ownerId: string, ids: readonly string[]) => {
    const removed = await gallery.remove(ownerId, ids);
    if (removed.length > 0) onRemoved();
    return removed;
  };

  return {
    ...fileHandlers({ ...options, find }),
    exportImages: exportHandler(options),

    async listImages({ principal, query }) {
      const { q, conversation_id: conversationId, from, to, limit, cursor, ...rest } = query;
      const found = await gallery.list(principal.ownerId, {
        ...rest,
        words: q,
        conversationId,
        from: from === undefined ? undefined : new Date(from),
        to: to === undefined ? undefined : new Date(to),
        // One more tells whether another page follows.
        limit: limit + 1,
        after: cursor === undefined ? undefined : parseGalleryCursor(cursor),
      });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      const images = page.map(toGalleryImage);
      return { json: { images, ...(last && { next_cursor: toGalleryCursor(last) }) } };
    },

    async getImageDetails({ principal, params }) {
      return { json: toGalleryImage(await find(principal.ownerId, params.id)) };
    },

    async changeImage({ principal, params, body }) {
      const { tags, favourite } = body;
      const to = { favourite, tags: tags && [...new Set(tags)] };
      const changed = await gallery.change(principal.ownerId, params.id, to);
      return { json: toGalleryImage(changed ?? noSuchPicture()) };
    },

    async deleteImage({ principal, params, log }) {
      const removed = await remove(principal.ownerId, [params.id]);
      if (removed.length === 0) noSuchPicture();
      log.info('pictures.removed', { count: 1 });
      return undefined;
    },

    async deleteImages({ principal, body, log }) {
      const removed = await remove(principal.ownerId, body.ids);
      log.info('pictures.removed', { count: removed.length });
      return { json: { deleted: [...removed] } };
    },

    async similarImages({ principal, params, query }) {
      const found = await gallery.similar(principal.ownerId, params.id, query);
      const images = (found ?? noSuchPicture()).map(({ distance, ...picture }) => ({
        ...toGalleryImage(picture),
        distance,
      }));
      return { json: { images } };
    },

    async imageLineage({ principal, params }) {
      const line = (await gallery.lineage(principal.ownerId, params.id)) ?? noSuchPicture();
      const { ancestors, descendants } = line;
      const json = {
        ancestors: ancestors.map(toGalleryImage),
        descendants: descendants.map(toGalleryImage),
      };
      return { json };
    },

    async linkImage({ principal, params, body }) {
      const { id } = await find(principal.ownerId, params.id);
      const { url, expiresAt } = await links.create(id, body.expires_in);
      return { json: { url, expires_at: expiresAt.toISOString() } };
    },
  };
}

function noSuchPicture(): never {
  throw new AppError('NOT_FOUND', 'There is no such picture.');
}
