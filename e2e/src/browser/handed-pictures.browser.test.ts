import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';
import type { JSHandle, Page } from 'playwright-core';
import sharp from 'sharp';
import { stackTimeoutMs, startStack, type Stack } from '../stack.js';
import { startBrowser, type TestBrowser } from './test-browser.js';

jest.setTimeout(stackTimeoutMs);

describe('pictures that are handed to the chat', () => {
  let dir: TempDir;
  let stack: Stack;
  let browser: TestBrowser;
  let picture: string;

  beforeAll(async () => {
    dir = await tempDir();
    const colour = { r: 200, g: 30, b: 30 };
    const made = sharp({ create: { width: 64, height: 64, channels: 3, background: colour } });
    picture = (await made.png().toBuffer()).toString('base64');
    [stack, browser] = await Promise.all([
      startStack({ dataDir: `${dir.path}/data` }),
      startBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.interrupt();
    await dir.remove();
  });

  const visit = (name: string, scenario: (page: Page) => Promise<void>) =>
    browser.visit(name, { url: stack.url }, async ({ page }) => {
      await page.goto('/');
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
      await scenario(page);
    });
  /** What the browser hands over with a file; made in the page, which has types of its own. */
  const filesOf = (type: string) => `(() => {
    const bytes = Uint8Array.from(atob('${picture}'), (character) => character.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], 'a-file', { type: '${type}' }));
    return files;
  })()`;
  const drag = async (page: Page, dataTransfer: JSHandle) => {
    await page.dispatchEvent('.chat-thread', 'dragover', { dataTransfer });
    return page.getByText('Drop a picture to change it in the studio');
  };

  it('are opened in the studio when they are dropped', async () => {
    await visit('drop a picture', async (page) => {
      const files = await page.evaluateHandle(filesOf('image/png'));
      await (await drag(page, files)).waitFor();
      await page.dispatchEvent('.chat-thread', 'drop', { dataTransfer: files });
      await page.waitForURL('**/studio');
      await page.locator('main img[src^="blob:"]').first().waitFor();
    });
  });

  it('are opened in the studio when they are pasted', async () => {
    await visit('paste a picture', async (page) => {
      await page.getByRole('textbox', { name: 'Message' }).focus();
      await page.evaluate(`document.activeElement.dispatchEvent(new ClipboardEvent('paste', {
        clipboardData: ${filesOf('image/png')}, bubbles: true, cancelable: true }))`);
      await page.waitForURL('**/studio');
      await page.locator('main img[src^="blob:"]').first().waitFor();
    });
  });

  it('are nothing else: other files are left alone', async () => {
    await visit('drop a text', async (page) => {
      const files = await page.evaluateHandle(filesOf('text/html'));
      const sign = await drag(page, files);
      await sign.waitFor();
      await page.dispatchEvent('.chat-thread', 'drop', { dataTransfer: files });
      await sign.waitFor({ state: 'detached' });
      expect(new URL(page.url()).pathname).toBe('/');
    });
  });
});
