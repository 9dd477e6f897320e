import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { stackTimeoutMs, startStack, type Stack } from '../stack.js';
import { focusedName } from './focused-name.js';
import { naturalSize } from './natural-size.js';
import { startBrowser, type TestBrowser } from './test-browser.js';

jest.setTimeout(stackTimeoutMs);

// As many steps as there may be, for the page to see some.
const wish = 'please draw a red circle on a blue background, 100 steps';
const prompt = 'a red circle on a blue background';
const drawnSize = { width: 128, height: 128 };

describe('pictures on the page, by the models that ship', () => {
  let dir: TempDir;
  let stack: Stack;
  let browser: TestBrowser;

  beforeAll(async () => {
    dir = await tempDir();
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

  const visit = (name: string, scenario: (page: Page) => Promise<void>) =>
    browser.visit(name, { url: stack.url }, ({ page }) => scenario(page));
  const cardOf = (page: Page) => page.getByRole('region', { name: `Picture: ${prompt}` });

  async function seeItArrive(card: Locator) {
    await Promise.all([
      card.getByRole('progressbar').waitFor(),
      card.getByText(/^Drawing: step \d+ of 100$/).waitFor(),
    ]);
    const picture = card.getByRole('button', { name: `Open the picture: ${prompt}` });
    await picture.waitFor();
    expect(await naturalSize(picture.getByRole('img'))).toEqual(drawnSize);
    expect(await card.getByRole('progressbar').count()).toBe(0);
  }

  it('come where they were asked for, with their progress', async () => {
    await visit('ask for a picture', async (page) => {
      await page.goto('/');
      await page.getByRole('textbox', { name: 'Message' }).fill(wish);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.waitForURL('**/c/*');
      await seeItArrive(cardOf(page));
      // What was said and drawn is there again for those who come later.
      await page.reload();
      const again = cardOf(page).getByRole('button', { name: `Open the picture: ${prompt}` });
      expect(await naturalSize(again.getByRole('img'))).toEqual(drawnSize);
      expect(await page.getByRole('article', { name: 'You' }).innerText()).toContain(wish);
    });
  });

  it('come, open and close with nothing but the keyboard', async () => {
    await visit('keyboard alone', async (page) => {
      await page.goto('/');
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
      expect(await focusedName(page)).toBe('Message');
      await page.keyboard.type(wish);
      await page.keyboard.press('Enter');
      await seeItArrive(cardOf(page));

      const open = `Open the picture: ${prompt}`;
      await pressUntil(page, 'Shift+Tab', open);
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Picture' });
      await dialog.waitFor();
      // The focus stays inside, all around.
      for (let press = 0; press < 20; press += 1) {
        await page.keyboard.press('Tab');
        expect(await page.locator('[role=dialog] :focus').count()).toBe(1);
      }
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await focusedName(page)).toBe(open);
      await pressUntil(page, 'Tab', 'Message');
    });
  });

  it('are cancelled on the page of the jobs', async () => {
    const settings = { prompt: 'a slow green square', steps: 100, count: 4 };
    const { id } = await stack.client.createImageJob(settings);
    await visit('cancel a job', async (page) => {
      await page.goto('/jobs');
      const row = page.getByRole('listitem').filter({ hasText: settings.prompt });
      await row.getByText(/^Drawing: step/).waitFor();
      await row.getByRole('button', { name: `Cancel: ${settings.prompt}` }).click();
      await row.getByText('Cancelled', { exact: true }).waitFor();
      expect(await row.getByRole('progressbar').count()).toBe(0);
      expect(await stack.client.imageJob(id)).toMatchObject({ status: 'cancelled', images: [] });
      await page.getByRole('button', { name: 'Under way' }).click();
      await page.getByText('Nothing is under way').waitFor();
    });
  });

  it('are redrawn where a mask is painted over them, and stay the same elsewhere', async () => {
    const settings = { prompt: 'a red circle on a yellow background', seed: 7 };
    const { id } = await stack.client.createImageJob(settings);
    const { images } = await stack.client.waitForImageJob(id, { timeoutMs: 60_000 });
    const source = images[0]?.id ?? '';
    await visit('paint a mask', async (page) => {
      await page.goto(`/studio?image=${source}`);
      await page.getByRole('button', { name: 'Redraw a part' }).click();
      await page.getByRole('button', { name: 'Paint over it' }).click();
      const stage = page.getByRole('application', { name: 'The picture, to paint on' });
      await page.getByText('Nothing is painted.').waitFor();
      // A wide line through the middle; the corners stay free.
      for (let wider = 0; wider < 4; wider += 1) await page.keyboard.press(']');
      const { x, y, width, height } = (await stage.boundingBox())!;
      const middle = { x: x + width / 2, y: y + height / 2 };
      await page.mouse.move(middle.x - height / 8, middle.y);
      await page.mouse.down();
      await page.mouse.move(middle.x + height / 8, middle.y, { steps: 10 });
      await page.mouse.up();
      await page.getByText(/^\d+ % of the picture is painted\.$/).waitFor();
      await page.getByRole('button', { name: 'Use this mask' }).click();
      await page.getByRole('img', { name: /^About \d+ % of the picture/ }).waitFor();

      const words = 'a blue circle on a yellow background';
      await page.getByRole('textbox', { name: 'Prompt' }).fill(words);
      await page.getByRole('button', { name: 'Redraw the part' }).click();
      const result = page.getByRole('link', { name: `Open the picture: ${words}` });
      await result.waitFor();
      const [job] = (await stack.client.imageJobs({ kind: 'inpaint' })).jobs;
      expect(job).toMatchObject({ status: 'succeeded', source_image_id: source });
      const [before, after] = await Promise.all(
        [source, job?.images[0]?.id ?? ''].map((image) => rawPixels(stack, image)),
      );
      for (const corner of [0, 127, 128 * 127, 128 * 128 - 1]) {
        expect(difference(before!, after!, corner)).toBe(0);
      }
      expect(difference(before!, after!, 128 * 64 + 64)).toBeGreaterThan(100);

      await page.getByRole('button', { name: 'Before and after' }).click();
      await page.getByRole('slider', { name: /before/i }).waitFor();
    });
  });

  it('are found in the gallery by their words', async () => {
    for (const drawn of ['a yellow star on a green background', 'a purple heart on white']) {
      const { id } = await stack.client.createImageJob({ prompt: drawn, steps: 4 });
      await stack.client.waitForImageJob(id, { timeoutMs: 60_000 });
    }
    await visit('search the gallery', async (page) => {
      await page.goto('/gallery');
      const star = page.getByRole('gridcell').filter({ has: page.getByAltText(/yellow star/) });
      const heart = page.getByRole('gridcell').filter({ has: page.getByAltText(/purple heart/) });
      await star.waitFor();
      await heart.waitFor();
      const search = page.getByRole('searchbox', { name: 'Search by words of the prompt' });
      await search.fill('star yellow');
      await page.getByText('One picture found.').waitFor();
      expect(await page.getByRole('gridcell').count()).toBe(1);
      expect(await naturalSize(star.getByRole('img'))).toMatchObject({ width: 128 });

      await star.getByRole('link').click();
      const dialog = page.getByRole('dialog', { name: 'a yellow star on a green background' });
      await dialog.waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await search.fill('zeppelin');
      await page.getByText('No picture fits').waitFor();
      await page.getByRole('link', { name: 'Show every picture' }).click();
      await heart.waitFor();
    });
  });
});

async function rawPixels({ client }: Stack, image: string): Promise<Uint8Array> {
  return await sharp(await client.image(image))
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** The most that a pixel differs by in one of its colours. */
function difference(one: Uint8Array, other: Uint8Array, pixel: number): number {
  const colours = [0, 1, 2].map((colour) => 3 * pixel + colour);
  return Math.max(...colours.map((at) => Math.abs((one[at] ?? 0) - (other[at] ?? 0))));
}

/** Presses a key until the focus is where it should come to. */
async function pressUntil(page: Page, key: string, name: string) {
  const passed: string[] = [];
  while (passed.length < 40) {
    await page.keyboard.press(key);
    const focused = await focusedName(page);
    if (focused === name) return;
    passed.push(focused);
  }
  throw new Error(`${key} does not lead to "${name}", but to ${passed.join(', ')}.`);
}
