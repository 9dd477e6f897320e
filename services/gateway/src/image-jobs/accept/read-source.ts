import type { ImageJobRequest } from '@atelier/contracts';
import type { Database, ImageJob } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { BlobStore } from '@atelier/storage';
import type { DecodedPicture } from '../../uploads/decode-picture.js';
import type { PictureDecoder } from '../../uploads/picture-decoder.js';
import { readUpload, refuseField } from '../../uploads/read-upload.js';

export interface ReadSourceOptions {
  readonly imageJobs: Pick<Database['imageJobs'], 'find' | 'findImage'>;
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly decoder: PictureDecoder;
}

/** What a picture is made from. */
export interface Material {
  readonly source: DecodedPicture;
  readonly mask?: DecodedPicture | undefined;
  /** The picture of the gallery that it is. */
  readonly imageId?: string | undefined;
  /** The job that drew that one. */
  readonly origin?: ImageJob | undefined;
}

/**
 * Reads the picture that a request starts from, and its mask.
 *
 * @throws AppError `NOT_FOUND`, `SOURCE_GONE`, `INVALID_INPUT` that names the field, and what the
 *   decoder throws.
 */
export async function readMaterial(
  ownerId: string,
  request: ImageJobRequest,
  options: ReadSourceOptions,
  signal: AbortSignal,
): Promise<Material | undefined> {
  const { image, image_id: imageId, mask } = request;
  const own = imageId === undefined ? undefined : await readOwn(ownerId, imageId, options, signal);
  const upload = (field: string, text: string, role: 'picture' | 'mask') =>
    readUpload(options.decoder, { ownerId, field, text, role }, signal);
  const sent = image === undefined ? undefined : await upload('image', image, 'picture');
  const source = own?.source ?? sent;
  if (source === undefined) return undefined;
  const material = { source, imageId, origin: own?.origin };
  if (mask === undefined) return material;
  const decoded = await upload('mask', mask, 'mask');
  if (decoded.width !== source.width || decoded.height !== source.height) {
    const problem = `is ${sizeOf(decoded)} pixels and must be as large as the picture, which is ${sizeOf(source)}`;
    throw refuseField('mask', problem);
  }
  return { ...material, mask: decoded };
}

async function readOwn(
  ownerId: string,
  imageId: string,
  { imageJobs, blobs, decoder }: ReadSourceOptions,
  signal: AbortSignal,
): Promise<Pick<Material, 'source' | 'origin'>> {
  const image = await imageJobs.findImage(ownerId, imageId);
  if (!image) throw new AppError('NOT_FOUND', 'There is no such picture.');
  const read = async () => {
    const bytes = await blobs.get(image.key, signal);
    if (bytes) return bytes;
    throw new AppError('SOURCE_GONE', 'The file of this picture is gone from the store.');
  };
  // Like any other: what comes of it has no recipe in it, and is a PNG.
  const outcome = await decoder.decode({ ownerId, read, role: 'picture' }, signal);
  if ('problem' in outcome) throw refuseField('image_id', outcome.problem);
  return { source: outcome.picture, origin: await imageJobs.find(ownerId, image.jobId) };
}

function sizeOf({ width, height }: DecodedPicture): string {
  return `${width} × ${height}`;
}
