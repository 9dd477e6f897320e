import { useEffect, useEffectEvent, useRef } from 'react';
import { Button } from '../design/button.js';

interface MoreMarkProps {
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly fetchNextPage: () => unknown;
  };
}

/** The end of a list that goes on: the next page comes when it is in sight. */
export function MoreMark({ list }: MoreMarkProps) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  const mark = useRef<HTMLDivElement>(null);
  const load = useEffectEvent(() => {
    if (!isFetchingNextPage && !isFetchNextPageError) list.fetchNextPage();
  });
  useEffect(() => {
    if (!mark.current || !hasNextPage || isFetchingNextPage) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) load();
      },
      { rootMargin: '200px' },
    );
    observer.observe(mark.current);
    return () => {
      observer.disconnect();
    };
  }, [hasNextPage, isFetchingNextPage]);
  if (!hasNextPage) return undefined;
  return (
    <div ref={mark} className="conversations-more">
      <Button
        size="small"
        busy={isFetchingNextPage}
        onClick={() => {
          list.fetchNextPage();
        }}
      >
        Show more
      </Button>
    </div>
  );
}
