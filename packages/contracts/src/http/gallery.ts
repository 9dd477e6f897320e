import { z } from 'zod';
import { EngineInfo } from '../generation/text.js';
import { ImageFormat, ImageKind } from '../generation/image-work.js';
import { text } from '../text.js';
import { Tag } from './conversations.js';
import { ImageSettingsView, ImageView } from './image-job.js';
import { pageLimit } from './page.js';

/** A picture in the gallery, with what it was made from. */
export const GalleryImage = ImageView.extend({
  job_id: z.uuid(),
  index: z.int().nonnegative().meta({ description: 'Place among the pictures of its job.' }),
  kind: ImageKind,
  bytes: z.int().positive(),
  sha256: z.string(),
  tags: z.array(z.string()),
  favourite: z.boolean(),
  settings: ImageSettingsView,
  engine: EngineInfo.optional(),
  source_image_id: z.uuid().optional().meta({ description: 'The picture it was made from.' }),
  conversation_id: z.uuid().optional(),
  missing: z
    .literal(true)
    .optional()
    .meta({ description: 'Its file is gone: draw it again, or delete it.' }),
  created_at: z.iso.datetime(),
}).meta({ id: 'GalleryImage' });
export type GalleryImage = z.infer<typeof GalleryImage>;

/** Which pictures are listed. */
export const GalleryQuery = z.strictObject({
  q: text(1, 1_000).optional().meta({ description: 'Words of the prompt.' }),
  tag: Tag.optional(),
  favourite: z.stringbool().optional(),
  kind: ImageKind.optional(),
  conversation_id: z.uuid().optional(),
  from: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'Made at this time or later.' }),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'Made before this time.' }),
  limit: pageLimit(100, 50),
  cursor: text(1, 300).optional().meta({ description: 'next_cursor of the page before.' }),
});
export type GalleryQuery = z.output<typeof GalleryQuery>;

/** A page of pictures, newest first. */
export const GalleryView = z
  .object({
    images: z.array(GalleryImage),
    next_cursor: z.string().optional().meta({ description: 'Absent on the last page.' }),
  })
  .meta({ id: 'Gallery' });
export type GalleryView = z.infer<typeof GalleryView>;

/** What may be changed of a picture. */
export const ImagePatch = z
  .strictObject({ tags: z.array(Tag).max(20), favourite: z.boolean() })
  .partial()
  .meta({ id: 'ImagePatch' });
export type ImagePatch = z.infer<typeof ImagePatch>;

/** Pictures that look alike, the most alike first. */
export const SimilarView = z
  .object({
    images: z.array(
      GalleryImage.extend({
        distance: z.int().min(0).max(64).meta({ description: 'Bits in which their looks differ.' }),
      }),
    ),
  })
  .meta({ id: 'SimilarImages' });
export type SimilarView = z.infer<typeof SimilarView>;

/** How alike, and how many. */
export const SimilarQuery = z.strictObject({
  distance: z.coerce
    .number()
    .int()
    .min(0)
    .max(32)
    .default(10)
    .meta({ description: 'Bits in which looks may differ; 0 finds what looks the same.' }),
  limit: pageLimit(100, 20),
});

/** Where a picture comes from, and what was made from it. */
export const LineageView = z
  .object({
    ancestors: z.array(GalleryImage).meta({ description: 'The nearest first.' }),
    descendants: z.array(GalleryImage).meta({ description: 'Made from this one, oldest first.' }),
  })
  .meta({ id: 'Lineage' });
export type LineageView = z.infer<typeof LineageView>;

/** Some pictures, by their ids. */
export const ImageIds = z
  .strictObject({ ids: z.array(z.uuid()).min(1).max(500) })
  .meta({ id: 'ImageIds' });

/** What became of a request to delete pictures. */
export const DeletedImages = z
  .object({ deleted: z.array(z.uuid()).meta({ description: 'Those that were yours.' }) })
  .meta({ id: 'DeletedImages' });

/** How long a link works. */
export const ImageLinkRequest = z
  .strictObject({ expires_in: z.int().min(10).max(604_800).default(3_600) })
  .meta({ id: 'ImageLinkRequest' });

/** An address of a picture that needs no key. */
export const ImageLinkView = z
  .object({ url: z.string(), expires_at: z.iso.datetime() })
  .meta({ id: 'ImageLink' });

/** How a picture is served. A link's `expires` and `signature` stand in place of a key. */
export const ImageFileQuery = z.strictObject({
  format: ImageFormat.optional().meta({ description: 'Left out: as it is stored.' }),
  download: z.stringbool().default(false).meta({ description: 'true: as an attachment.' }),
  expires: z.coerce.number().int().positive().optional(),
  signature: z.string().max(100).optional(),
});
