import { imageLimits, maxExtension, type Extension } from '@atelier/contracts';

interface Size {
  readonly width: number;
  readonly height: number;
}
type Side = keyof Extension;

/** Sides that are often extended together, for people. */
export const sidesToExtend: readonly { readonly label: string; readonly sides: readonly Side[] }[] =
  [
    { label: 'Wider', sides: ['left', 'right'] },
    { label: 'Taller', sides: ['top', 'bottom'] },
    { label: 'All round', sides: ['left', 'top', 'right', 'bottom'] },
  ];

const step = 16;

export function extendedSize(
  { width, height }: Size,
  { left, top, right, bottom }: Extension,
): Size {
  return { width: width + left + right, height: height + top + bottom };
}

/** A quarter of the picture at each of these sides, as far as a picture may grow. */
export function suggestExtension(size: Size, sides: readonly Side[]): Extension {
  const at = (side: Side) => {
    if (!sides.includes(side)) return 0;
    const length = side === 'left' || side === 'right' ? size.width : size.height;
    // The other side of the picture grows as much.
    const room = (imageLimits.maxSize - length) / 2;
    return Math.max(0, Math.floor(Math.min(length / 4, room, maxExtension) / step) * step);
  };
  return { left: at('left'), top: at('top'), right: at('right'), bottom: at('bottom') };
}

/** Where a picture lies in what it was extended to, as shares of that. */
export function placeOf(whole: Size, { left, top, right, bottom }: Extension) {
  const share = (pixels: number, of: number) => `${(pixels / of) * 100}%`;
  return {
    left: share(left, whole.width),
    top: share(top, whole.height),
    width: share(whole.width - left - right, whole.width),
    height: share(whole.height - top - bottom, whole.height),
  };
}
