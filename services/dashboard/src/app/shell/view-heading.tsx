import { createContext, use, useEffect, useRef, type RefObject } from 'react';

/** Whether a view has been shown already: the first one leaves the focus where it is. */
export const FirstViewContext = createContext<RefObject<boolean>>({ current: true });

interface ViewHeadingProps {
  /** Shown to readers only. */
  readonly hidden?: boolean | undefined;
  /** For the tab of the browser, where it says more than the heading. */
  readonly title?: string | undefined;
  readonly children: string;
}

/** The heading of a view. It names the browser's tab, and takes the focus when one comes to it. */
export function ViewHeading({ hidden = false, title, children }: ViewHeadingProps) {
  const first = use(FirstViewContext);
  const heading = useRef<HTMLHeadingElement>(null);
  const arrived = useRef(false);
  const words = title ?? children;

  useEffect(() => {
    document.title = `${words} · Atelier`;
  }, [words]);

  useEffect(() => {
    if (arrived.current) return;
    arrived.current = true;
    const stays = first.current || document.activeElement?.closest('main, [role="dialog"]');
    first.current = false;
    // A view that put the focus somewhere itself knows better.
    if (!stays) heading.current?.focus({ preventScroll: true });
  }, [first]);

  return (
    <h1 ref={heading} tabIndex={-1} className={hidden ? 'visually-hidden' : 'view-heading'}>
      {children}
    </h1>
  );
}
