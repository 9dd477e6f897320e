import type { OpenAiImageEditRequest, PictureReference } from '@atelier/contracts';
import { refuseField } from '../refuse-field.js';
import type { Source } from './to-job-request.js';

/**
 * The picture that is to be changed, and where. A mask with transparent parts, as OpenAI has them, is
 * understood wherever pictures are uploaded.
 *
 * @throws AppError `INVALID_INPUT` where there is not one picture.
 */
export function readSource({ image, images, mask, strength }: OpenAiImageEditRequest): Source {
  const field = image ? '/image' : '/images';
  const all = [
    ...(image ? [image].flat() : []),
    ...(images ?? []).map((reference, index) => dataOf(reference, `/images/${index}`)),
  ];
  const [first, ...others] = all;
  if (first === undefined) throw refuseField('/image', 'is missing');
  if (others.length > 0) throw refuseField(field, 'must be one picture; more are not read here');
  const common = { image: first, ...(strength !== undefined && { strength }) };
  if (!mask) return { kind: 'edit', ...common };
  const where = typeof mask === 'string' ? mask : dataOf(mask, '/mask');
  return { kind: 'inpaint', ...common, mask: where };
}

function dataOf({ image_url: url, file_id: file }: PictureReference, field: string): string {
  if (file) throw refuseField(`${field}/file_id`, 'names no file here; send the picture itself');
  if (!url) throw refuseField(`${field}/image_url`, 'is missing');
  // Nothing is fetched from elsewhere.
  if (url.startsWith('data:')) return url;
  throw refuseField(`${field}/image_url`, 'must be a data URL, data:image/png;base64,…');
}
