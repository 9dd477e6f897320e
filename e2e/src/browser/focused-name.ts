import type { Page } from 'playwright-core';

interface Focused {
  readonly labels?: Iterable<{ readonly textContent: string }> | null;
  readonly textContent: string;
  readonly getAttribute: (name: string) => string | null;
}

/** What the element that has the focus is called: by its label, else by its words. */
export async function focusedName(page: Page): Promise<string> {
  return await page.locator(':focus').evaluate((element: Focused) => {
    const [label] = element.labels ?? [];
    const name = element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent;
    return name.trim();
  });
}
