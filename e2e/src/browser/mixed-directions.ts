import type { Page } from 'playwright-core';

/**
 * Text with marks that turn the direction of writing turns what stands beside it on the same line,
 * unless something around it keeps it apart.
 */
const look = `(() => {
  const marks = /[\\u202a-\\u202e\\u2066-\\u2069]/;
  const apart = (element) => {
    const { display, unicodeBidi } = getComputedStyle(element);
    return !display.startsWith('inline') || display.includes('-') ||
      /isolate|plaintext/.test(unicodeBidi);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!marks.test(text.data)) continue;
    let around = text.parentElement;
    while (!apart(around)) around = around.parentElement;
    if (around.textContent.trim() !== text.data.trim()) found.push(around.outerHTML.slice(0, 300));
  }
  return found;
})()`;

/** Elements of a page in which such text can turn other words around. */
export async function mixedDirections(page: Page): Promise<readonly string[]> {
  return await page.evaluate<string[]>(look);
}
