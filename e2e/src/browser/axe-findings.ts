import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { desktop, phone, type Size } from './test-browser.js';

// A menu over the page has the focus as a dialog has it, which alone need not be in a landmark.
const menus = `axe.configure({
  checks: [
    {
      id: 'region',
      options: { regionMatcher: 'dialog, [role=dialog], [role=alertdialog], [role=menu], svg' },
    },
  ],
})`;
const findings = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => [id, help, target.join(' '), html.slice(0, 200)].join(' | ')),
  ),
)`;
const drawn = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** What axe-core finds wrong with a page as it stands, in these sizes, light and dark. */
export async function axeFindings(
  page: Page,
  what: string,
  sizes: readonly Size[] = [desktop, phone],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(drawn);
      await haveAxe(page);
      const lines = await page.evaluate<string[]>(findings);
      found.push(...lines.map((line) => `${what}, ${size.width} px, ${colorScheme}: ${line}`));
    }
  }
  if (sizes[0]) await page.setViewportSize(sizes[0]);
  return found;
}

async function haveAxe(page: Page) {
  if (await page.evaluate<boolean>('"axe" in globalThis')) return;
  await page.evaluate(axe.source);
  await page.evaluate(menus);
}
