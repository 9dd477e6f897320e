import { useState, type ComponentPropsWithRef } from 'react';
import { Icon } from '../../design/icon.js';
import { useImageSource } from './use-image-source.js';

interface StoredImageProps extends Omit<ComponentPropsWithRef<'img'>, 'src' | 'alt'> {
  /** As a job or the gallery gave it, or a preview as data. */
  readonly url: string;
  readonly alt: string;
}

/** A picture of the server, also where it asks for a key; a quiet box until it is there. */
export function StoredImage({ url, alt, className = '', ...rest }: StoredImageProps) {
  const { src, failed } = useImageSource(url);
  const [broken, setBroken] = useState<string>();
  const { width, height } = rest;
  if (failed || (src !== undefined && broken === src)) {
    return (
      <span className={`stored-image-broken ${className}`}>
        <Icon name="warning" />
        <span>The picture could not be loaded: {alt}</span>
      </span>
    );
  }
  if (src === undefined) {
    return (
      <svg
        className={`skeleton ${className}`}
        viewBox={`0 0 ${width ?? 1} ${height ?? 1}`}
        width={width}
        height={height}
        role="img"
        aria-label={alt}
      />
    );
  }
  return (
    <img
      {...rest}
      className={className === '' ? undefined : className}
      src={src}
      alt={alt}
      decoding="async"
      onError={() => {
        setBroken(src);
      }}
    />
  );
}
