import type { ImageView } from '@atelier/contracts';
import { useState } from 'react';

interface PictureProps {
  readonly image: Pick<ImageView, 'url'> & Partial<ImageView>;
  readonly prompt: string;
}

/** One finished picture, a link to its file. Its alternative text is its prompt. */
export function Picture({ image, prompt }: PictureProps) {
  const [broken, setBroken] = useState(false);
  const { url, width, height, seed } = image;
  return (
    <figure className="picture">
      <a href={url} target="_blank" rel="noopener">
        {broken ? (
          <span className="picture-broken">The picture could not be loaded: {prompt}</span>
        ) : (
          <img
            src={url}
            alt={prompt}
            width={width}
            height={height}
            onError={() => {
              setBroken(true);
            }}
          />
        )}
      </a>
      {width !== undefined && height !== undefined && (
        <figcaption className="fine-print">
          {width} × {height}, seed {seed}
        </figcaption>
      )}
    </figure>
  );
}
