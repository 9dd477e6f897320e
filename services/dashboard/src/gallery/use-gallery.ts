import type { GalleryImage, GalleryView } from '@atelier/contracts';
import { toAppError, type AppError } from '@atelier/errors';
import {
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type InfiniteData,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { useClient } from '../app/client-context.js';
import { toGalleryPage, type GalleryFilter } from './gallery-filter.js';
import { galleryListKey, newestKey } from './gallery-keys.js';
import { allImages, newerCount, withNewer } from './gallery-pages.js';

const pageSize = 100;
const newestMs = 15_000;

export type GalleryData = InfiniteData<GalleryView, string | undefined>;

export interface GalleryReading {
  /** Undefined until the first page is here. */
  readonly images: readonly GalleryImage[] | undefined;
  readonly failure: AppError | undefined;
  readonly hasMore: boolean;
  readonly isReadingMore: boolean;
  readonly readMore: () => void;
  readonly askAgain: () => void;
  /** Pictures that were made meanwhile and are not in `images` yet. */
  readonly newer: number;
  readonly takeNewer: () => void;
}

/** The pictures that fit a filter, newest first, page by page. */
export function useGallery(filter: GalleryFilter): GalleryReading {
  const client = useClient();
  const queries = useQueryClient();
  const page = toGalleryPage(filter);
  const list = useInfiniteQuery({
    queryKey: galleryListKey(filter),
    queryFn: ({ pageParam, signal }) =>
      client.images({ ...page, limit: pageSize, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    // To compare thousands of pictures with each page that comes would hold the page up.
    structuralSharing: false,
  });
  // To read every page again for one new picture would be a waste; this looks at the first only.
  const newest = useQuery({
    queryKey: newestKey(filter),
    queryFn: ({ signal }) => client.images({ ...page, limit: pageSize }, { signal }),
    enabled: list.data !== undefined,
    refetchInterval: newestMs,
    refetchOnMount: 'always',
  });
  const pages = list.data?.pages;
  const images = useMemo(() => pages && allImages(pages), [pages]);
  // The second look is as old as the first page at most.
  const newer = useMemo(
    () => (pages && newest.data && newest.dataUpdatedAt > 0 ? newerCount(pages, newest.data) : 0),
    [newest.data, newest.dataUpdatedAt, pages],
  );
  return {
    images,
    failure: list.error ? toAppError(list.error) : undefined,
    hasMore: list.hasNextPage,
    isReadingMore: list.isFetchingNextPage,
    readMore: () => {
      if (list.hasNextPage && !list.isFetching) void list.fetchNextPage();
    },
    askAgain: () => {
      if (pages) void list.fetchNextPage();
      else void list.refetch();
    },
    newer,
    takeNewer: () => {
      const first = newest.data;
      if (!first) return;
      queries.setQueryData<GalleryData>(galleryListKey(filter), (data) => {
        const next = withNewer(data?.pages ?? [], first);
        return { pages: next, pageParams: (data?.pageParams ?? [undefined]).slice(0, next.length) };
      });
    },
  };
}
