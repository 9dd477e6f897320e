import { useEffect, useState } from 'react';
import { useAccess } from '../access/access-context.js';
import { usePictureCache } from './picture-cache-context.js';

export interface ImageSource {
  /** For `src`; undefined while it is being fetched. */
  readonly src: string | undefined;
  readonly failed: boolean;
}

/**
 * What an `<img>` shows for a picture's address. A browser sends no key with pictures, so with a
 * key they are fetched; previews as data and pictures of this page pass as they are.
 */
export function useImageSource(url: string | undefined): ImageSource {
  const { now } = useAccess();
  const cache = usePictureCache();
  const [outcome, setOutcome] = useState<ImageSource & { readonly url: string }>();
  const fetched = url !== undefined && now.key !== undefined && !/^(data|blob):/.test(url);

  useEffect(() => {
    if (!fetched) return undefined;
    let left = false;
    const tell = (src: string | undefined) => {
      if (!left) setOutcome({ url, src, failed: src === undefined });
    };
    cache.hold(url).then(tell, () => {
      tell(undefined);
    });
    return () => {
      left = true;
      cache.release(url);
    };
  }, [cache, fetched, url]);

  if (!fetched) return { src: url, failed: false };
  if (outcome?.url === url) return outcome;
  return { src: cache.peek(url), failed: false };
}
