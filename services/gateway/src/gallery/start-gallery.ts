import type { Database } from '@atelier/database';
import { errorFields, type Logger } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';
import { createLoop } from '../loop.js';
import { createConverter } from './files/convert.js';
import { createPictureFiles } from './files/picture-files.js';
import { galleryHandlers, type GalleryHandlers } from './gallery.handlers.js';
import { createImageLinks, type ImageLinks } from './links/image-links.js';
import { createFileDeleter } from './upkeep/file-deleter.js';
import { createMissingFiles } from './upkeep/missing-files.js';
import { createRetention } from './upkeep/retention.js';
import { createStrayFiles } from './upkeep/stray-files.js';

export interface GalleryOptions {
  readonly database: Pick<Database, 'gallery' | 'blobDeletions' | 'secrets'>;
  readonly blobs: BlobStore;
  /** Days that pictures are kept; 0 is for ever. */
  readonly retentionDays: number;
  readonly log: Logger;
}

/** The gallery, with what keeps rows and files together. */
export interface Gallery {
  readonly handlers: GalleryHandlers;
  readonly links: ImageLinks;
  /** Says that rows are gone whose files are to be deleted. */
  onRemoved(): void;
  stop(): Promise<void>;
}

const deleteEveryMs = 5_000;
const upkeepEveryMs = 3_600_000;
/** The start has other things to do. */
const upkeepAfterMs = 60_000;

export function startGallery({ database, blobs, retentionDays, log }: GalleryOptions): Gallery {
  const { gallery, blobDeletions, secrets } = database;
  const converter = createConverter();
  const links = createImageLinks({ secrets, gallery });
  const files = createPictureFiles({ gallery, blobs, converter, log });
  const deleter = createLoop({
    pass: createFileDeleter({ blobDeletions, blobs, log }),
    everyMs: deleteEveryMs,
    onError: (error) => {
      log.warn('deleter.failed', errorFields(error));
    },
  });
  const onRemoved = () => {
    deleter.kick();
  };
  const passes = [
    createRetention({ gallery, days: retentionDays, onRemoved, log }),
    createStrayFiles({ gallery, blobs, log }),
    createMissingFiles({ gallery, blobs, log }),
  ];
  const upkeep = createLoop({
    pass: async (stopping) => {
      for (const pass of passes) await pass(stopping);
    },
    everyMs: upkeepEveryMs,
    startAfterMs: upkeepAfterMs,
    onError: (error) => {
      log.warn('upkeep.failed', errorFields(error));
    },
  });
  return {
    handlers: galleryHandlers({ gallery, files, converter, links, onRemoved }),
    links,
    onRemoved,
    async stop() {
      await Promise.all([deleter.stop(), upkeep.stop()]);
    },
  };
}
