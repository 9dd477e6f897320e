import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { desktop, phone, startBrowser, type TestBrowser } from '../browser/test-browser.js';
import { stackTimeoutMs, startStack, type Stack } from '../stack.js';
import { makeExamples } from './example-content.js';

jest.setTimeout(2 * stackTimeoutMs);

const folder = fileURLToPath(new URL('../../../docs/screenshots/', import.meta.url));
/** Of a file: they are for a README. */
const maxBytes = 150_000;

const sizes = { desktop, phone };
/** Every picture is there and on the screen. */
const drawn = `Promise.all([...document.images].map((image) => image.decode())).then(
  () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
)`;

describe('screenshots', () => {
  let dir: TempDir;
  let stack: Stack;
  let browser: TestBrowser;

  beforeAll(async () => {
    dir = await tempDir();
    await mkdir(folder, { recursive: true });
    [stack, browser] = await Promise.all([
      startStack({ dataDir: `${dir.path}/data`, mocks: false }),
      startBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.interrupt();
    await dir.remove();
  });

  /** The page as it stands, wide and narrow, light and dark. */
  async function take(page: Page, view: string) {
    for (const [name, size] of Object.entries(sizes)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        await page.evaluate(drawn);
        const file = `${folder}${view}-${name}-${colorScheme}.webp`;
        const { size: bytes } = await sharp(await page.screenshot())
          .webp({ quality: 85, effort: 6 })
          .toFile(file);
        expect(bytes).toBeLessThan(maxBytes);
      }
    }
    await page.setViewportSize(desktop);
  }

  it('show each view with something in it', async () => {
    const { conversation } = await makeExamples(stack.client);
    await browser.visit('screenshots', { url: stack.url }, async ({ page }) => {
      await page.goto(`/c/${conversation}`);
      await page.getByRole('button', { name: /^Open the picture: a blue heart/ }).waitFor();
      await page.getByRole('navigation', { name: 'Conversations' }).getByText('Hello').waitFor();
      await take(page, 'chat');

      await page.goto('/gallery');
      await page.getByText('That is all.').waitFor();
      await take(page, 'gallery');

      await page.goto('/studio');
      const prompt = page.getByRole('textbox', { name: 'Prompt' });
      for (const words of ['a red triangle on a white background', 'a yellow ring on black']) {
        await prompt.fill(words);
        await page.getByRole('button', { name: 'Draw', exact: true }).click();
        await page.getByRole('link', { name: `Open the picture: ${words}` }).waitFor();
      }
      await prompt.fill('a small blue star on a yellow background');
      await take(page, 'studio');

      const cancelled = await stack.client.createImageJob({ prompt: 'a gray square', steps: 100 });
      await stack.client.cancelImageJob(cancelled.id);
      const slow = { steps: 100, count: 2 };
      const jobs = [
        await stack.client.createImageJob({
          prompt: 'a purple star on a green background',
          ...slow,
        }),
        await stack.client.createImageJob({ prompt: 'a cyan hexagon on a brown background' }),
      ];
      await page.goto('/jobs');
      // By then the preview shows what it will be.
      await page.getByText(/^(?:[4-9]\d) %$/).waitFor();
      await take(page, 'jobs');
      for (const { id } of jobs) await stack.client.cancelImageJob(id);

      await page.goto('/status');
      await page.getByText('Models that draw').waitFor();
      await take(page, 'status');
    });
  });
});
