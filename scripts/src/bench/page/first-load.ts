import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

export interface LoadedScript {
  readonly name: string;
  readonly gzipBytes: number;
}

/** How long nothing more has to be loaded before a page counts as loaded, in milliseconds. */
const quietMs = 1_500;

/** Every script that an address loads before anybody does anything, largest first. */
export async function firstLoad(page: Page, url: string): Promise<readonly LoadedScript[]> {
  const scripts: Promise<LoadedScript>[] = [];
  let lastAt = Date.now();
  page.on('response', (response) => {
    lastAt = Date.now();
    if (response.request().resourceType() !== 'script') return;
    scripts.push(
      response.body().then((body) => ({
        name: new URL(response.url()).pathname,
        gzipBytes: gzipSync(body, { level: 9 }).length,
      })),
    );
  });
  await page.goto(url);
  await page.getByRole('textbox').first().waitFor();
  while (Date.now() - lastAt < quietMs) await page.waitForTimeout(100);
  return (await Promise.all(scripts)).sort((a, b) => b.gzipBytes - a.gzipBytes);
}
