import { useEffect, useState, type ReactNode } from 'react';
import { localStore, readStored } from '../storage.js';
import { createShortcuts, type Place } from './shortcuts.js';
import { shortcutsOffName } from './use-shortcuts-off.js';
import { ShortcutContext } from './use-shortcut.js';

/** Listens to the keyboard for everything inside it. */
export function ShortcutProvider({ children }: { readonly children: ReactNode }) {
  const [shortcuts] = useState(() => createShortcuts(() => performance.now()));
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      const place = placeOf(event.target);
      const single = !event.ctrlKey && !event.metaKey && event.key.length === 1;
      if (single && readStored(localStore, shortcutsOffName) !== undefined) return;
      if (shortcuts.press(event, place)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [shortcuts]);
  return <ShortcutContext value={shortcuts}>{children}</ShortcutContext>;
}

const keyless = [
  'button',
  'checkbox',
  'color',
  'file',
  'image',
  'radio',
  'range',
  'reset',
  'submit',
];

function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof HTMLElement)) return { typing: false, dialog: false };
  const typing =
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !keyless.includes(target.type));
  const layer = target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]');
  return { typing, dialog: layer !== null };
}
