import { useSyncExternalStore } from 'react';

const query = '(min-width: 60rem)';

/** Whether the conversations have room beside the one that is read. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => {
        media.removeEventListener('change', listener);
      };
    },
    () => window.matchMedia(query).matches,
  );
}
