import { useState } from 'react';
import { localStore } from '../storage.js';
import { chooseTheme, loadTheme, type Theme } from './theme.js';

/** The chosen theme, and a way to choose another. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(() => loadTheme(localStore));
  return [
    theme,
    (next) => {
      chooseTheme(localStore, document.documentElement, next);
      setTheme(next);
    },
  ];
}
