import { Readable } from 'node:stream';
import type { GalleryPicture } from '@atelier/database';
import type { ByteRange } from '@atelier/storage';
import type { Handlers } from '../../http/handlers.js';
import type { Converter } from './convert.js';
import { toContentDisposition, toFileName } from './file-name.js';
import type { PictureFiles } from './picture-files.js';

export interface FileHandlerOptions {
  /** @throws AppError `NOT_FOUND` */
  readonly find: (ownerId: string, id: string) => Promise<GalleryPicture>;
  readonly files: PictureFiles;
  readonly converter: Pick<Converter, 'toFormat'>;
}

/** Pictures and their thumbnails themselves. */
export function fileHandlers({
  find,
  files,
  converter,
}: FileHandlerOptions): Pick<Handlers, 'getImage' | 'getThumbnail'> {
  return {
    async getImage({ principal, params, query, signal }) {
      const picture = await find(principal.ownerId, params.id);
      const { format = picture.format, download, expires } = query;
      // Who has a link to a picture was not told what it was made from.
      const name =
        expires === undefined ? toFileName(picture, format) : `atelier-${picture.id}.${format}`;
      const headers = {
        'content-disposition': toContentDisposition(download ? 'attachment' : 'inline', name),
        ...(expires !== undefined && { 'cache-control': untilThen(expires) }),
      };
      const contentType = `image/${format}`;
      if (format === picture.format) {
        const { bytes, sha256: etag } = picture;
        const body: FileBody = async (range) => (await files.open(picture, range)).stream;
        return { contentType, bytes, etag, ranges: true, headers, body };
      }
      const body: FileBody = async () =>
        once(await converter.toFormat(await files.read(picture, signal), format, signal));
      return { contentType, etag: `${picture.sha256}-${format}`, headers, body };
    },

    async getThumbnail({ principal, params, signal }) {
      const picture = await find(principal.ownerId, params.id);
      return {
        contentType: 'image/webp',
        etag: `${picture.sha256}-thumbnail`,
        body: async () => once(await files.thumbnail(picture, signal)),
      };
    },
  };
}

type FileBody = (range?: ByteRange) => Promise<Readable>;

function once(bytes: Uint8Array): Readable {
  return Readable.from([bytes]);
}

/** A link's picture is not kept longer than the link. */
function untilThen(expires: number): string {
  const seconds = Math.floor(expires - Date.now() / 1_000);
  return `private, max-age=${Math.max(0, seconds)}`;
}
