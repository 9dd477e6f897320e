import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';
import type { Page } from 'playwright-core';
import { stackTimeoutMs, startStack, type Stack } from '../stack.js';
import { canary, hostileAnswer, hostileNames } from './hostile-words.js';
import { mixedDirections } from './mixed-directions.js';
import { phone, startBrowser, type TestBrowser } from './test-browser.js';

jest.setTimeout(stackTimeoutMs);

/** What no text of a model or a person may become. */
const forbidden = [
  ...[
    'onerror',
    'onload',
    'onbegin',
    'onclick',
    'onfocus',
    'ontoggle',
    'onmouseover',
    'srcdoc',
  ].map((name) => `[${name}]`),
  ...['iframe', 'object', 'embed', 'base', 'style', 'main script', '[formaction]'],
  ...['javascript:', 'data:text'].map((scheme) => `[href^="${scheme}" i], [src^="${scheme}" i]`),
  ...['img', 'link', 'form', 'meta'].map((name) => `${name}:is([src*=hostile], [href*=hostile])`),
].join(', ');

describe('hostile words on the page', () => {
  let dir: TempDir;
  let stack: Stack;
  let browser: TestBrowser;

  beforeAll(async () => {
    dir = await tempDir();
    [stack, browser] = await Promise.all([
      startStack({ dataDir: dir.path, environment: { MAX_NEW_TOKENS: '4000' } }),
      startBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await stack.interrupt();
    await dir.remove();
  });

  async function expectHarmless(page: Page) {
    expect(await page.evaluate(`globalThis.${canary}`)).toBeUndefined();
    expect(await page.locator(forbidden).evaluateAll((found) => found.length)).toBe(0);
    expect(await mixedDirections(page)).toEqual([]);
  }

  it('come under a policy without exceptions, which the browser keeps', async () => {
    const options = { url: stack.url, violations: ['script-src-elem inline'] };
    await browser.visit('policy', options, async ({ page }) => {
      const response = await page.goto('/');
      const policy = response?.headers()['content-security-policy'] ?? '';
      const sources = new Map(
        policy.split(';').map((directive) => {
          const [name = '', ...words] = directive.trim().split(/\s+/);
          return [name, words];
        }),
      );
      expect(sources.get('script-src') ?? sources.get('default-src')).toEqual(["'self'"]);
      expect(sources.get('style-src') ?? sources.get('default-src')).toEqual(["'self'"]);
      expect(sources.get('object-src')).toEqual(["'none'"]);
      expect(sources.get('base-uri')).toEqual(["'none'"]);
      expect(sources.get('frame-ancestors')).toEqual(["'none'"]);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      // What did get into the page all the same would not run, and these tests would see it.
      await page.evaluate(
        `document.body.append(Object.assign(document.createElement('script'), {
          textContent: 'globalThis.${canary} = 1',
        }))`,
      );
      expect(await page.evaluate(`globalThis.${canary}`)).toBeUndefined();
    });
  });

  it('are words only in an answer, while it is written and later', async () => {
    await browser.visit('hostile answer', { url: stack.url, size: phone }, async ({ page }) => {
      await page.goto('/');
      await page.getByRole('textbox', { name: 'Message' }).fill(`mock:say ${hostileAnswer}`);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      const said = page.getByRole('article', { name: 'Atelier' });
      for (const look of ['live', 'stored']) {
        if (look === 'stored') await page.reload();
        await said.getByText('The end.', { exact: true }).waitFor();
        await expectHarmless(page);
        expect(await said.getByRole('img').count()).toBe(0);
        // Shown as it was written, rather than done or left out.
        expect(await said.innerText()).toContain(`<script>globalThis.${canary}=1</script>`);
        const width = 'document.documentElement.scrollWidth';
        expect(await page.evaluate(width)).toBeLessThanOrEqual(phone.width);
        for (const link of await said.getByRole('link').all()) {
          expect(await link.getAttribute('rel')).toContain('noopener noreferrer');
          expect(await link.getAttribute('href')).toMatch(/^(https?|mailto):/);
        }
      }
      await said.getByText('script link').click();
      await said.getByText('hidden', { exact: true }).click();
      await expectHarmless(page);
      expect(page.context().pages()).toHaveLength(1);
    });
  });

  it('are words only as names of pictures and conversations', async () => {
    const ids: string[] = [];
    for (const name of hostileNames) {
      const message = `mock:say Here.\n\`\`\`image_prompt\n${JSON.stringify({ prompt: name, width: 64, height: 64, steps: 2 })}\n\`\`\``;
      const reply = await stack.client.chat({ user_id: name.slice(0, 60), message });
      await stack.client.changeConversation(reply.conversation_id, {
        title: name.slice(0, 190),
      });
      const job = await stack.client.waitForImageJob(reply.image_job_id ?? '', {
        timeoutMs: 60_000,
      });
      expect(job.settings.prompt).toBe(name);
      ids.push(job.images[0]?.id ?? '');
      await browser.visit('hostile conversation', { url: stack.url }, async ({ page }) => {
        await page.goto(`/c/${reply.conversation_id}`);
        await page.getByRole('button', { name: /^Open the picture/ }).click();
        await page.getByRole('dialog', { name: 'Picture' }).waitFor();
        await expectHarmless(page);
      });
    }
    await browser.visit('hostile pictures', { url: stack.url, size: phone }, async ({ page }) => {
      await page.goto('/gallery');
      await page.getByText(`${ids.length} pictures. That is all.`).waitFor();
      await expectHarmless(page);
      for (const id of ids) {
        await page.goto(`/gallery/${id}`);
        await page.getByRole('dialog').getByText('Seed', { exact: true }).waitFor();
        await expectHarmless(page);
        await page.goto(`/studio?image=${id}`);
        await page.getByRole('img').first().waitFor();
        await expectHarmless(page);
      }
      await page.goto('/jobs');
      await page
        .getByRole('button', { name: /^Settings: / })
        .first()
        .waitFor();
      await expectHarmless(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
    });
  });
});
