import type { GalleryImage } from '@atelier/contracts';
import { Link } from 'wouter';
import { StoredImage } from '../../app/pictures/stored-image.js';

interface PictureStripProps {
  readonly title: string;
  readonly images: readonly GalleryImage[];
  readonly hrefOf: (id: string) => string;
}

/** A few small pictures that lead to their details. */
export function PictureStrip({ title, images, hrefOf }: PictureStripProps) {
  if (images.length === 0) return undefined;
  return (
    <section className="picture-strip" aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {images.map((image) => (
          <li key={image.id}>
            <Link href={hrefOf(image.id)} title={image.settings.prompt}>
              <StoredImage
                url={image.thumbnail_url}
                alt={image.settings.prompt || 'Picture without a prompt'}
                width={64}
                height={64}
              />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
