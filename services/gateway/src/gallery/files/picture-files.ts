import { thumbnailKey } from '@atelier/contracts';
import type { Database, GalleryPicture } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import type { BlobStore, ByteRange, OpenBlob } from '@atelier/storage';
import type { Converter } from './convert.js';

export interface PictureFilesOptions {
  readonly gallery: Pick<Database['gallery'], 'markMissing' | 'markFound' | 'setThumbnail'>;
  readonly blobs: Pick<BlobStore, 'open' | 'get' | 'put' | 'delete'>;
  readonly converter: Pick<Converter, 'toThumbnail'>;
  readonly log: Logger;
}

/** The files of pictures; what is gone is marked as such, and what is back again too. */
export interface PictureFiles {
  /** @throws AppError `NOT_FOUND` when the file is gone. */
  open(picture: GalleryPicture, range?: ByteRange): Promise<OpenBlob>;
  /** @throws AppError `NOT_FOUND` when the file is gone. */
  read(picture: GalleryPicture, signal: AbortSignal): Promise<Uint8Array>;
  /** The small WebP; made and kept if there is none. */
  thumbnail(picture: GalleryPicture, signal: AbortSignal): Promise<Uint8Array>;
}

export function createPictureFiles(options: PictureFilesOptions): PictureFiles {
  const { gallery, blobs, converter, log } = options;

  const found = async <File>(picture: GalleryPicture, file: File | undefined): Promise<File> => {
    const { id: imageId, missingAt } = picture;
    const isGone = file === undefined;
    if (isGone === (missingAt === undefined)) {
      const noted = isGone ? gallery.markMissing(imageId) : gallery.markFound(imageId);
      // The answer is right whether or not it is remembered.
      await noted.catch((error: unknown) => {
        log.warn('picture.not-marked', { imageId, ...errorFields(error) });
      });
      log.warn(isGone ? 'picture.missing' : 'picture.found', { imageId });
    }
    if (file !== undefined) return file;
    const says = `The file of this picture is gone from the store. Draw it again (POST /api/v1/images/${imageId}/redraw), or delete it.`;
    throw new AppError('NOT_FOUND', says);
  };
  const read = async (picture: GalleryPicture, signal: AbortSignal) =>
    await found(picture, await blobs.get(picture.key, signal));

  const keep = async ({ id: imageId, jobId, index }: GalleryPicture, bytes: Buffer) => {
    const key = thumbnailKey(jobId, index);
    await blobs.put(key, bytes, { contentType: 'image/webp' });
    const isKept = await gallery.setThumbnail(imageId, { key, bytes: bytes.length });
    // The picture was deleted meanwhile, and what was to be deleted with it is known already.
    if (!isKept) await blobs.delete(key);
  };

  return {
    open: async (picture, range) => await found(picture, await blobs.open(picture.key, range)),
    read,
    async thumbnail(picture, signal) {
      const { thumbnailKey: key, id: imageId } = picture;
      const kept = key === undefined ? undefined : await blobs.get(key, signal);
      if (kept) return kept;
      const made = await converter.toThumbnail(await read(picture, signal), signal);
      await keep(picture, made).catch((error: unknown) => {
        log.warn('thumbnail.not-kept', { imageId, ...errorFields(error) });
      });
      return made;
    },
  };
}
