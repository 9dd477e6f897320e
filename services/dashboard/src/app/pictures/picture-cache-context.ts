import { createContext, use } from 'react';
import type { PictureCache } from './picture-cache.js';

/** Carries the fetched pictures of the page. */
export const PictureCacheContext = createContext<PictureCache | undefined>(undefined);

export function usePictureCache(): PictureCache {
  const cache = use(PictureCacheContext);
  if (!cache) throw new Error('no PictureCacheContext above this component');
  return cache;
}
