import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';
import type { Page } from 'playwright-core';
import { stackTimeoutMs, startStack, type Stack } from '../stack.js';
import { axeFindings } from './axe-findings.js';
import { naturalSize } from './natural-size.js';
import { startBrowser, type TestBrowser } from './test-browser.js';

jest.setTimeout(stackTimeoutMs);

const keysScript = fileURLToPath(new URL('../../../scripts/keys.mjs', import.meta.url));

describe('signing in with a key', () => {
  let dir: TempDir;
  let stack: Stack;
  let browser: TestBrowser;

  beforeAll(async () => {
    dir = await tempDir();
    [stack, browser] = await Promise.all([
      startStack({ dataDir: dir.path, environment: { AUTH_MODE: 'api-key' } }),
      startBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.interrupt();
    await dir.remove();
  });

  const keys = async (...args: readonly string[]) => {
    const words = [keysScript, ...args, '--data-dir', dir.path];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    return stdout.trim();
  };
  const headingIn = (page: Page) => page.getByRole('heading', { name: 'Sign in' });
  const signIn = async (page: Page, key: string) => {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  it('lets those with a key in, and nobody else', async () => {
    const key = await keys('create', '--user', 'ada');
    await browser.visit('sign in', { url: stack.url }, async ({ page }) => {
      await page.goto('/jobs');
      await headingIn(page).waitFor();
      expect(await axeFindings(page, 'sign in')).toEqual([]);
      await signIn(page, `${key.slice(0, -1)}${key.endsWith('x') ? 'y' : 'x'}`);
      await page
        .getByRole('alert')
        .getByText(/unknown|revoked/)
        .waitFor();
      expect(await axeFindings(page, 'wrong key')).toEqual([]);
      expect(await headingIn(page).count()).toBe(1);

      await signIn(page, key);
      await page.getByText('No pictures were asked for yet').waitFor();
      await page.getByRole('link', { name: 'Chat' }).click();
      await page.getByRole('textbox', { name: 'Message' }).fill('draw a red cat at 64x64, 4 steps');
      await page.keyboard.press('Enter');
      // The picture needs the key as well.
      const picture = page.getByRole('button', { name: /^Open the picture/ }).getByRole('img');
      expect(await naturalSize(picture)).toEqual({ width: 64, height: 64 });
      await page.reload();
      expect(await naturalSize(picture)).toEqual({ width: 64, height: 64 });

      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await headingIn(page).waitFor();
      await page.reload();
      await headingIn(page).waitFor();
      expect(await page.getByRole('img', { name: /cat/ }).count()).toBe(0);
    });
  });

  it('ends with the key', async () => {
    const key = await keys('create', '--user', 'grace');
    await browser.visit('key revoked', { url: stack.url }, async ({ page }) => {
      await page.goto('/');
      await signIn(page, key);
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
      const [, id = ''] = /([0-9a-f]{8}-[0-9a-f-]{27}).*grace/.exec(await keys('list')) ?? [];
      await keys('revoke', id);
      await page.getByRole('link', { name: 'Gallery' }).click();
      await page.getByText('Your key does not work any more').waitFor();
      await headingIn(page).waitFor();
    });
  });
});
