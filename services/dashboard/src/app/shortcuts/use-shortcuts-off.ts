import { useState } from 'react';
import { localStore, readStored, writeStored } from '../storage.js';

export const shortcutsOffName = 'atelier.shortcuts-off';

/** Whether single keys do nothing: who speaks to the computer may press them without wanting to. */
export function useShortcutsOff(): readonly [boolean, (off: boolean) => void] {
  const [off, setOff] = useState(() => readStored(localStore, shortcutsOffName) !== undefined);
  return [
    off,
    (next) => {
      writeStored(localStore, shortcutsOffName, next ? 'yes' : undefined);
      setOff(next);
    },
  ];
}
