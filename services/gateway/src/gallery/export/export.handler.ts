import { Readable } from 'node:stream';
import type { Database, GalleryPicture } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { Handlers } from '../../http/handlers.js';
import { toFileName, toUniqueNames } from '../files/file-name.js';
import type { PictureFiles } from '../files/picture-files.js';
import { toGalleryImage } from '../to-gallery-image.js';
import { writeZip, type ZipEntry } from './write-zip.js';

export interface ExportOptions {
  readonly gallery: Pick<Database['gallery'], 'findPictures'>;
  readonly files: Pick<PictureFiles, 'open'>;
}

/** `POST /api/v1/images/export`: written picture by picture, as fast as the client takes it. */
export function exportHandler({ gallery, files }: ExportOptions): Handlers['exportImages'] {
  return async ({ principal, body }) => {
    const pictures = await gallery.findPictures(principal.ownerId, body.ids);
    if (pictures.length === 0) throw new AppError('NOT_FOUND', 'There are no such pictures.');
    const now = new Date();
    const name = `atelier-pictures-${now.toISOString().slice(0, 10)}.zip`;
    return {
      contentType: 'application/zip',
      headers: {
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      },
      body: () => Promise.resolve(Readable.from(writeZip(toEntries(pictures, files, now)))),
    };
  };
}

/** The pictures, and at last their recipes: also of those whose files are gone. */
async function* toEntries(
  pictures: readonly GalleryPicture[],
  files: Pick<PictureFiles, 'open'>,
  now: Date,
): AsyncGenerator<ZipEntry, void, undefined> {
  const names = toUniqueNames(pictures.map((picture) => toFileName(picture, picture.format)));
  const recipes: object[] = [];
  for (const [place, picture] of pictures.entries()) {
    const name = names[place] ?? picture.id;
    const stream = await openIfThere(files, picture);
    const { work, warnings } = picture.job;
    const file = stream ? { file: name } : { missing: true };
    recipes.push({ ...file, ...toGalleryImage(picture), work, warnings });
    if (stream) yield { name, modifiedAt: picture.createdAt, content: stream };
  }
  const json = JSON.stringify({ version: 1, exported_at: now, pictures: recipes }, undefined, 2);
  yield { name: 'recipes.json', modifiedAt: now, content: Readable.from([Buffer.from(json)]) };
}

async function openIfThere(
  files: Pick<PictureFiles, 'open'>,
  picture: GalleryPicture,
): Promise<Readable | undefined> {
  try {
    return (await files.open(picture)).stream;
  } catch (error) {
    if (AppError.is(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
