import { createContext, use, useEffect, useEffectEvent } from 'react';
import type { Shortcut, Shortcuts } from './shortcuts.js';

export const ShortcutContext = createContext<Shortcuts | undefined>(undefined);

export function useShortcuts(): Shortcuts {
  const shortcuts = use(ShortcutContext);
  if (!shortcuts) throw new Error('no ShortcutContext above this component');
  return shortcuts;
}

interface How extends Pick<Shortcut, 'whileTyping' | 'inDialog'> {
  /** Neither works nor is listed. */
  readonly off?: boolean | undefined;
}

/** Keys that work, and are listed by `?`, while the component is there. */
export function useShortcut(keys: string, label: string, action: () => void, how: How = {}): void {
  const shortcuts = useShortcuts();
  const run = useEffectEvent(action);
  const { off = false, whileTyping, inDialog } = how;
  useEffect(() => {
    if (off) return undefined;
    return shortcuts.add({
      keys,
      label,
      action: () => {
        run();
      },
      whileTyping,
      inDialog,
    });
  }, [shortcuts, keys, label, off, whileTyping, inDialog]);
}
