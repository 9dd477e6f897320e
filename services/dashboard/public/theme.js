// Before the first picture of the page, so that it does not flash in the other colours.
try {
  const theme = globalThis.localStorage.getItem('atelier.theme');
  if (theme === 'light' || theme === 'dark') {
    globalThis.document.documentElement.dataset.theme = theme;
  }
} catch {
  // A browser that forbids storage has the theme of its system.
}
