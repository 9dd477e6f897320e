import type { ImageView } from '@atelier/contracts';
import { StoredImage } from '../app/pictures/stored-image.js';
import { useImageSource } from '../app/pictures/use-image-source.js';

interface PictureProps {
  readonly image: Pick<ImageView, 'url'> & Partial<ImageView>;
  readonly prompt: string;
}

/** One finished picture, a link to its file. Its alternative text is its prompt. */
export function Picture({ image, prompt }: PictureProps) {
  const { url, width, height, seed } = image;
  const { src } = useImageSource(url);
  return (
    <figure className="picture">
      <a href={src} target="_blank" rel="noopener">
        <StoredImage url={url} alt={prompt} width={width} height={height} />
      </a>
      {width !== undefined && height !== undefined && (
        <figcaption className="fine-print">
          {width} × {height}, seed {seed}
        </figcaption>
      )}
    </figure>
  );
}
