import { useEffect, useId, useState } from 'react';
import { StoredImage } from '../app/pictures/stored-image.js';
import type { EncodedMask } from '../mask-editor/encode-mask.js';
import type { StartPicture } from './use-start-picture.js';

interface MaskedPictureProps {
  readonly picture: StartPicture;
  readonly mask: EncodedMask;
}

/** Stripes across the picture, at its longer side. */
const stripes = 40;

/** A picture, hatched where it will be drawn anew. */
export function MaskedPicture({ picture, mask }: MaskedPictureProps) {
  const id = useId();
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const url = URL.createObjectURL(mask.png);
    setAddress(url);
    return () => {
      URL.revokeObjectURL(url);
    };
  }, [mask]);
  const { width, height } = mask.size;
  const side = Math.max(width, height) / stripes;
  const all = { width, height };
  const percent = Math.max(1, Math.round(mask.share * 100));
  return (
    <div className="masked-picture">
      <StoredImage url={picture.url} alt="" {...all} />
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`About ${percent} % of the picture will be drawn anew`}
      >
        <pattern
          id={`${id}-hatch`}
          width={side}
          height={side}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect className="masked-picture-tint" width={side} height={side} />
          <rect className="masked-picture-light" width={side / 5} height={side} />
          <rect className="masked-picture-dark" x={side / 5} width={side / 5} height={side} />
        </pattern>
        <mask id={`${id}-mask`}>
          <image href={address} {...all} />
        </mask>
        <rect {...all} fill={`url(#${id}-hatch)`} mask={`url(#${id}-mask)`} />
      </svg>
    </div>
  );
}
