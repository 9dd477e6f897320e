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
  const atEnd = useRef(true);

  useEffect(() => {
    const scroller = box.current;
    if (!scroller || !content.current) return undefined;
    let knownHeight = scroller.scrollHeight;
    const onScroll = () => {
      // Content that has just come or gone is no sign of scrolling away.
      const height = Math.min(knownHeight, scroller.scrollHeight);
      atEnd.current = height - scroller.scrollTop - scroller.clientHeight < nearEndPx;
    };
    const observer = new ResizeObserver(() => {
      if (atEnd.current) scroller.scrollTop = scroller.scrollHeight;
      knownHeight = scroller.scrollHeight;
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
    if (!box.current) return;
    box.current.scrollTop = box.current.scrollHeight;
    atEnd.current = true;
  }, [jump]);

  return { box, content };
}
