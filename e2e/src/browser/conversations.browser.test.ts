import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';
import type { Page } from 'playwright-core';
import { stackTimeoutMs, startStack, type Stack } from '../stack.js';
import { startBrowser, type TestBrowser, type Visit } from './test-browser.js';

jest.setTimeout(stackTimeoutMs);

// With the pause between them, long enough to do something in between.
const count = 400;
const pauseMs = 25;
const wholeAnswer = Array.from({ length: count }, (_, index) => index + 1).join(' ');

describe('conversations on the page', () => {
  let dir: TempDir;
  let stack: Stack;
  let browser: TestBrowser;

  beforeAll(async () => {
    dir = await tempDir();
    [stack, browser] = await Promise.all([
      startStack({ dataDir: dir.path, environment: { MOCK_LATENCY_MS: String(pauseMs) } }),
      startBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.interrupt();
    await dir.remove();
  });

  const visit = (name: string, scenario: (visit: Visit) => Promise<void>) =>
    browser.visit(name, { url: stack.url }, scenario);
  const answerIn = (page: Page) => page.getByRole('article', { name: 'Atelier' });
  const stopIn = (page: Page) => page.getByRole('button', { name: 'Stop the answer' });
  const bannerIn = (page: Page) => page.getByText('The connection is lost; trying again');

  /** Asks for a long answer, and comes back when some of it is there. */
  async function askForLong(page: Page) {
    await page.goto('/');
    await page.getByRole('textbox', { name: 'Message' }).fill(`mock:long ${count}`);
    await page.keyboard.press('Enter');
    await answerIn(page)
      .getByText(/^1 2 3 4 5\b/)
      .waitFor();
    await page.waitForURL('**/c/*');
  }

  /** Waits for the end of the answer, which is there whole and once. */
  async function seeItWhole(page: Page) {
    await answerIn(page).getByText(wholeAnswer, { exact: true }).waitFor();
    await stopIn(page).waitFor({ state: 'detached' });
    expect(await answerIn(page).count()).toBe(1);
    expect(await page.getByRole('article', { name: 'You' }).count()).toBe(1);
  }

  it('go on after a reload in the middle of an answer', async () => {
    await visit('reload in the middle', async ({ page }) => {
      await askForLong(page);
      // So that the answer is not done before the page is there again, however slow this machine.
      await stack.signal('llm-worker', 'SIGSTOP');
      try {
        await page.reload();
        await answerIn(page)
          .getByText(/^1 2 3 4 5\b/)
          .waitFor();
        await stopIn(page).waitFor();
      } finally {
        await stack.signal('llm-worker', 'SIGCONT');
      }
      await seeItWhole(page);
      await page.reload();
      await seeItWhole(page);
    });
  });

  it('go on in another tab, which may stop them', async () => {
    await visit('another tab', async ({ page, context }) => {
      await askForLong(page);
      const other = await context.newPage();
      await other.goto(page.url());
      await stopIn(other).click();
      for (const tab of [page, other]) {
        await stopIn(tab).waitFor({ state: 'detached' });
        await answerIn(tab)
          .getByText(/^1 2 3 4 5\b/)
          .waitFor();
        expect(await answerIn(tab).innerText()).not.toContain(` ${count}`);
      }
    });
  });

  it('go on when the connection was lost in the middle of an answer', async () => {
    await visit('connection lost', async ({ page, context }) => {
      await askForLong(page);
      await context.setOffline(true);
      await bannerIn(page).waitFor();
      const box = page.getByRole('textbox', { name: 'Message' });
      await box.fill('mock:say I am back.');
      await page.keyboard.press('Enter');
      expect(await box.inputValue()).toBe('mock:say I am back.');

      await context.setOffline(false);
      await bannerIn(page).waitFor({ state: 'detached' });
      await seeItWhole(page);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await answerIn(page).getByText('I am back.', { exact: true }).waitFor();
    });
  });

  it('open other views when the connection is back', async () => {
    await visit('views while offline', async ({ page, context }) => {
      await page.goto('/');
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
      await context.setOffline(true);
      await bannerIn(page).waitFor();
      await page.getByRole('link', { name: 'Jobs' }).click();
      await page.getByText(/does not work right now|can.t be reached/).waitFor();
      await context.setOffline(false);
      await bannerIn(page).waitFor({ state: 'detached' });
      await page.getByText('No pictures were asked for yet').waitFor();
    });
  });

  it('go on when the server was killed in the middle of an answer', async () => {
    await visit('server killed', async ({ page }) => {
      await askForLong(page);
      await stack.signal('gateway', 'SIGKILL');
      await seeItWhole(page);
      await page.reload();
      await seeItWhole(page);
    });
  });
});
