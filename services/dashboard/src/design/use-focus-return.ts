import { useRef } from 'react';

/**
 * Where the focus was before a layer opened, for Radix, which knows its own triggers only. `giveFocus`
 * may know a better place; it tells whether it did.
 */
export function useFocusReturn(giveFocus?: () => boolean): {
  readonly remember: () => void;
  readonly onCloseAutoFocus: (event: Event) => void;
} {
  const before = useRef<Element>(null);
  return {
    remember: () => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      if (giveFocus?.() === true) return;
      const place = before.current?.isConnected === true ? before.current : undefined;
      // What opened the layer may be gone, for instance with what was deleted.
      const next = place === document.body ? undefined : place;
      const target = next ?? document.querySelector('main');
      if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    },
  };
}
