import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';
import type { Page } from 'playwright-core';
import { stackTimeoutMs, startStack, type Stack } from '../stack.js';
import { axeFindings } from './axe-findings.js';
import { startBrowser, type TestBrowser, type Visit } from './test-browser.js';

jest.setTimeout(stackTimeoutMs);

const answer = `## A heading

Some **bold** and \`code\`, a [link](https://example.org/) and a list:

- [x] done
- [ ] open

| colour | shape |
| ------ | ----- |
| red    | fox   |

> A quotation.

\`\`\`ts
const answer: number = 42; // a comment
\`\`\`

\`\`\`image_prompt
{"prompt":"a red fox in the snow","width":64,"height":64,"steps":4,"scheduler":"nobody's"}
\`\`\``;
const fox = 'a red fox in the snow';

describe('what axe-core finds', () => {
  let dir: TempDir;
  let stack: Stack;
  let browser: TestBrowser;

  beforeAll(async () => {
    dir = await tempDir();
    [stack, browser] = await Promise.all([
      startStack({ dataDir: dir.path, environment: { MOCK_STEP_DELAY_MS: '300' } }),
      startBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.interrupt();
    await dir.remove();
  });

  type Inspect = (what: string) => Promise<void>;
  /** A scenario that looks at the page from time to time, where axe-core finds nothing. */
  const visit = (name: string, scenario: (visit: Visit, inspect: Inspect) => Promise<void>) =>
    browser.visit(name, { url: stack.url }, async (one) => {
      const found: string[] = [];
      await scenario(one, async (what) => {
        found.push(...(await axeFindings(one.page, what)));
      });
      expect(found).toEqual([]);
    });
  const read = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

  it('is nothing on views with nothing in them', async () => {
    await visit('axe, empty views', async ({ page }, inspect) => {
      await page.goto('/');
      await page.getByRole('button', { name: 'Draw a red fox in the snow' }).waitFor();
      await read(page, 'Conversations are listed here.');
      await inspect('new conversation');
      await page.goto('/studio');
      await read(page, 'Nothing drawn here yet');
      await inspect('empty studio');
      await page.goto('/gallery');
      await read(page, 'No pictures yet');
      await inspect('empty gallery');
      await page.goto('/jobs');
      await read(page, 'No pictures were asked for yet');
      await inspect('no jobs');
      await page.goto('/status');
      await read(page, 'Models that draw');
      await inspect('status');
      await page.goto('/nowhere');
      await read(page, 'Nothing is here');
      await inspect('nobody’s address');
      await page.goto('/docs');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await inspect('the API');
      await page.goto('/c/0190c0de-0000-7000-8000-000000000000');
      await read(page, 'There is no such conversation');
      await inspect('no such conversation');
    });
  });

  describe('with something made', () => {
    let conversation: string;
    let picture: string;

    beforeAll(async () => {
      const say = async (message: string) => {
        const body = { user_id: 'me', message };
        return await stack.client.chat(body, { timeoutMs: 60_000 });
      };
      const script = ['mock:think I wonder.', 'mock:warn Something.', `mock:say ${answer}`];
      const reply = await say(script.join('\n'));
      conversation = reply.conversation_id;
      const job = await stack.client.waitForImageJob(reply.image_job_id ?? '', {
        timeoutMs: 60_000,
      });
      picture = job.images[0]?.id ?? '';
      await stack.client.changeImage(picture, { favourite: true, tags: ['animals'] });
      await stack.client.changeConversation(conversation, { tags: ['foxes'] });
      const gone = await stack.client.createImageJob({ prompt: 'a slow sheep', steps: 100 });
      await stack.client.cancelImageJob(gone.id);
    });

    it('is nothing on the views', async () => {
      await visit('axe, views', async ({ page }, inspect) => {
        await page.goto(`/c/${conversation}`);
        await page.getByRole('button', { name: `Open the picture: ${fox}` }).waitFor();
        await page.getByText('Thoughts').click();
        await inspect('conversation');
        await page.getByRole('textbox', { name: 'Message' }).fill('mock:error ENGINE_LOST');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Try again' }).waitFor();
        await inspect('failed answer');
        await page.getByRole('searchbox', { name: 'Search the conversations' }).fill('fox');
        await page.getByRole('link', { name: /fox/ }).first().waitFor();
        await inspect('searched conversations');

        await page.goto('/gallery');
        const cell = page.getByRole('gridcell').filter({ has: page.getByAltText(fox) });
        await cell.waitFor();
        await page.getByRole('button', { name: 'Filters' }).click();
        await cell.getByRole('link').press('Space');
        await page.getByText(/^1 .*selected|One .*selected/).waitFor();
        await inspect('gallery');

        await page.goto(`/studio?image=${picture}`);
        await page.getByAltText(fox).waitFor();
        for (const kind of ['Redraw a part', 'Extend', 'Enlarge']) {
          await page.getByRole('button', { name: kind, pressed: false }).click();
          await page.getByRole('button', { name: kind, pressed: true }).waitFor();
          await inspect(`studio, ${kind}`);
        }
        await page.getByRole('tab', { name: 'From words' }).click();
        await page.getByRole('textbox', { name: 'Prompt' }).fill('a calm sea');
        await page.getByRole('button', { name: 'Draw', exact: true }).click();
        await page
          .getByText(/^Drawing: step|^Waiting/)
          .first()
          .waitFor();
        await inspect('studio at work');

        await page.goto('/jobs');
        await page.getByText('a calm sea').waitFor();
        await page.getByRole('button', { name: `Settings: ${fox}` }).click();
        await page.getByText('Asked').first().waitFor();
        await inspect('jobs');
      });
    });

    it('is nothing in dialogs and menus', async () => {
      await visit('axe, dialogs', async ({ page }, inspect) => {
        const dialog = page.getByRole('dialog');
        const closed = async () => {
          await page.keyboard.press('Escape');
          await dialog.waitFor({ state: 'detached' });
        };
        await page.goto(`/c/${conversation}`);
        await page.getByRole('button', { name: `Open the picture: ${fox}` }).click();
        await dialog.waitFor();
        await inspect('picture in the chat');
        await closed();

        await page.getByRole('button', { name: 'Settings' }).click();
        await page.getByRole('menu').waitFor();
        await inspect('menu');
        await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
        await dialog.waitFor();
        await inspect('shortcuts');
        await closed();

        for (const [item, name] of [
          ['Rename', 'Rename the conversation'],
          ['Tags', /tags/i],
        ] as const) {
          await page
            .getByRole('button', { name: /^More for/ })
            .first()
            .click();
          await page.getByRole('menuitem', { name: item }).click();
          await page.getByRole('dialog', { name }).waitFor();
          await inspect(item);
          await closed();
        }
        await page
          .getByRole('button', { name: /^More for/ })
          .first()
          .click();
        await page.getByRole('menuitem', { name: 'Delete' }).click();
        await page.getByRole('alertdialog').waitFor();
        await inspect('question before deleting');

        await page.goto(`/studio?image=${picture}`);
        await page.getByRole('button', { name: 'Redraw a part' }).click();
        await page.getByRole('button', { name: 'Paint over it' }).click();
        await page.getByRole('application', { name: 'The picture, to paint on' }).waitFor();
        await inspect('mask editor');
        await closed();

        await page.goto(`/gallery/${picture}`);
        await dialog.getByText('animals').waitFor();
        await inspect('picture in the gallery');
        await closed();
      });
    });

    it('is nothing on a phone, where the conversations are drawn in', async () => {
      const size = { width: 360, height: 740 };
      const options = { url: stack.url, size };
      await browser.visit('axe, drawer', options, async ({ page }) => {
        await page.goto(`/c/${conversation}`);
        await page.getByRole('button', { name: 'Show the conversations' }).click();
        await page.getByRole('dialog', { name: 'Conversations' }).waitFor();
        await page.getByRole('link', { name: /mock:think/ }).waitFor();
        expect(await axeFindings(page, 'drawer', [size])).toEqual([]);
      });
    });

    it('is nothing while the connection is lost', async () => {
      await visit('axe, connection lost', async ({ page, context }, inspect) => {
        await page.goto('/jobs');
        await page.getByText(fox).first().waitFor();
        await context.setOffline(true);
        await page.getByText('The connection is lost; trying again').waitFor();
        await inspect('jobs, lost');
        await page.getByRole('link', { name: 'Gallery' }).click();
        await page.getByRole('button', { name: 'Try again' }).waitFor();
        await inspect('gallery, lost');
      });
    });
  });
});
