import { readStored, writeStored, type KeyStorage } from '../storage.js';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** `public/theme.js` reads it too, before the first picture of the page. */
const storageName = 'atelier.theme';

/** The theme that was chosen; the system's own where none was. */
export function loadTheme(storage: () => KeyStorage): Theme {
  const stored = readStored(storage, storageName);
  return themes.find((theme) => theme === stored) ?? 'system';
}

/** Shows a theme on the page and remembers it. */
export function chooseTheme(
  storage: () => KeyStorage,
  page: { readonly dataset: DOMStringMap },
  theme: Theme,
): void {
  writeStored(storage, storageName, theme === 'system' ? undefined : theme);
  if (theme === 'system') delete page.dataset['theme'];
  else page.dataset['theme'] = theme;
}
