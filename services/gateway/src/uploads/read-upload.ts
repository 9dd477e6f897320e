import { maxUploadBytes } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { DecodedPicture, PictureRole } from './decode-picture.js';
import type { PictureDecoder } from './picture-decoder.js';

/** A picture in the body of a request. */
export interface Upload {
  readonly ownerId: string;
  /** Name of its field. */
  readonly field: string;
  /** In base64, or a data URL of it. */
  readonly text: string;
  readonly role: PictureRole;
}

const dataUrl = /^data:[a-z0-9.+/-]{0,100};base64,/i;

/**
 * Reads a picture that somebody sent.
 *
 * @throws AppError `INVALID_INPUT` that names the field, and what the decoder throws.
 */
export async function readUpload(
  decoder: PictureDecoder,
  { ownerId, field, text, role }: Upload,
  signal: AbortSignal,
): Promise<DecodedPicture> {
  const read = () => {
    const bytes = toBytes(text.slice(dataUrl.exec(text)?.[0].length ?? 0));
    if (bytes === undefined) throw refuseField(field, 'must be a picture in base64');
    if (bytes.length <= maxUploadBytes) return bytes;
    throw refuseField(field, `must be a picture of ${maxUploadBytes / 1024 / 1024} MiB at most`);
  };
  const outcome = await decoder.decode({ ownerId, role, read }, signal);
  if ('problem' in outcome) throw refuseField(field, outcome.problem);
  return outcome.picture;
}

/** A request that one of its fields makes impossible. */
export function refuseField(field: string, problem: string): AppError {
  const fields = [{ field: `/${field}`, problem }];
  return new AppError('INVALID_INPUT', `/${field} ${problem}.`, { fields });
}

/** The bytes, unless anything in the text is not of base64. */
function toBytes(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const digits = text.length - (/={1,2}$/.exec(text.slice(-2))?.[0].length ?? 0);
  // What is no base64 is left out in decoding, so that fewer bytes come of it. A single digit is none.
  const isWhole = digits % 4 !== 1 && bytes.length === Math.floor((digits * 3) / 4);
  if (isWhole && bytes.length > 0) return bytes;
  const packed = text.replaceAll(/\s+/g, '');
  return packed.length < text.length ? toBytes(packed) : undefined;
}
