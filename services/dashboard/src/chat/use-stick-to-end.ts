import { useEffect, useRef, type RefObject } from 'react';

const nearEndPx = 64;

/**
 * Keeps a scrolling box at its end while its content grows, unless the reader has scrolled away;
 * a change of `jump` goes to the end in any case.
 */
export function useStickToEnd(jump: unknown): {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
} {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const scroller = box.current;
    if (!scroller || !content.current) return undefined;
    let atEnd = true;
    const onScroll = () => {
      const left = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      atEnd = left < nearEndPx;
    };
    const observer = new ResizeObserver(() => {
      if (atEnd) scroller.scrollTop = scroller.scrollHeight;
    });
    scroller.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(content.current);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, []);

  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [jump]);

  return { box, content };
}
