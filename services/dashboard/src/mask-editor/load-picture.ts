import { imageLimits } from '@atelier/contracts';

/**
 * A picture that is there with all its pixels, upright.
 *
 * @throws Error in words for people.
 */
export async function loadPicture(src: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.src = src;
  await picture.decode().catch((cause: unknown) => {
    throw new Error('The picture could not be loaded.', { cause });
  });
  const { naturalWidth: width, naturalHeight: height } = picture;
  const { maxSize } = imageLimits;
  if (Math.max(width, height) > maxSize) {
    throw new Error(
      `It is ${width} × ${height} pixels; a side may have ${maxSize} at most. Make it smaller first.`,
    );
  }
  return picture;
}
