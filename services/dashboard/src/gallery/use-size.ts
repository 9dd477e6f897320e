import { useLayoutEffect, useState, type RefObject } from 'react';

/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How large an element is inside, as it changes; zero until it is known. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const seen = element.current;
    if (!seen) return undefined;
    const read = () => {
      setSize((before) =>
        before.width === seen.clientWidth && before.height === seen.clientHeight
          ? before
          : { width: seen.clientWidth, height: seen.clientHeight },
      );
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(seen);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return size;
}

/** How wide an element is inside, as it changes; zero until it is known. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  return useSize(element).width;
}
