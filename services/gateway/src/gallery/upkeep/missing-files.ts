import type { Database, PicturePlace } from '@atelier/database';
import type { Logger } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';

export interface MissingFilesOptions {
  readonly gallery: Pick<Database['gallery'], 'pictures' | 'markMissing' | 'markFound'>;
  readonly blobs: Pick<BlobStore, 'stat'>;
  readonly log: Logger;
  /** Pictures that one pass looks at. */
  readonly perPass?: number;
}

const atOnce = 8;
/** From so many pictures on, more missing than found mean that this is not their store. */
const minSuspicious = 20;

/**
 * A pass that marks pictures whose files are gone, and takes the mark from those whose files are
 * back. It looks at a part of the pictures and goes on there the next time.
 */
export function createMissingFiles(
  options: MissingFilesOptions,
): (stopping: AbortSignal) => Promise<void> {
  const { gallery, blobs, log, perPass = 1_000 } = options;
  let after: PicturePlace | undefined;

  return async (stopping) => {
    const pictures = await gallery.pictures({ limit: perPass, after });
    const gone = new Set<string>();
    for (let done = 0; done < pictures.length; done += atOnce) {
      if (stopping.aborted) return;
      const some = pictures.slice(done, done + atOnce);
      await Promise.all(
        some.map(async ({ id, key }) => {
          if ((await blobs.stat(key)) === undefined) gone.add(id);
        }),
      );
    }
    after = pictures.length < perPass ? undefined : pictures.at(-1);
    if (gone.size >= minSuspicious && gone.size > pictures.length / 2) {
      log.error('pictures.store-lost', { count: gone.size });
      return;
    }
    for (const { id, isMissing } of pictures) {
      if (gone.has(id) === isMissing) continue;
      await (isMissing ? gallery.markFound(id) : gallery.markMissing(id));
      log.warn(isMissing ? 'picture.found' : 'picture.missing', { imageId: id });
    }
  };
}
