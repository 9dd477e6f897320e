import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { testVariable } from '@atelier/testkit';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { watch, type Watched } from './watch.js';

/** What failed scenarios leave behind. */
const evidenceDir = fileURLToPath(new URL('../../../test-results/browser', import.meta.url));

/** Longer than anything takes on a busy machine: what comes is waited for, not the time. */
const patienceMs = 60_000;

/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const desktop: Size = { width: 1280, height: 800 };
export const phone: Size = { width: 390, height: 844 };

export interface VisitOptions {
  /** Where Atelier is. */
  readonly url: string;
  readonly size?: Size;
  readonly colours?: 'light' | 'dark';
  /** Breaches of the content security policy that the scenario itself sees to; usually none. */
  readonly violations?: readonly string[];
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly watched: Watched;
}

export interface TestBrowser {
  /**
   * Lets a scenario run in a browser of nobody's. Whatever it is, the page asks nobody but its
   * own server, breaks no rule of its content security policy and throws nothing. A scenario that
   * fails leaves a screenshot and the console's lines in a folder that the failure names.
   */
  readonly visit: (
    name: string,
    options: VisitOptions,
    scenario: (visit: Visit) => Promise<void>,
  ) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    timeout: patienceMs,
    args: ['--disable-background-networking', '--disable-component-update', '--disable-quic'],
  });
  return {
    async visit(name, options, scenario) {
      const { url, size = desktop, colours = 'light', violations = [] } = options;
      const folder = join(evidenceDir, name.replace(/[^a-z0-9]+/gi, '-'));
      await rm(folder, { recursive: true, force: true });
      const context = await browser.newContext({
        baseURL: url,
        viewport: size,
        colorScheme: colours,
        reducedMotion: 'reduce',
        locale: 'en-GB',
        timezoneId: 'UTC',
      });
      context.setDefaultTimeout(patienceMs);
      const watched = await watch(context, url);
      const page = await context.newPage();
      try {
        await scenario({ page, context, watched });
        expect({
          foreign: watched.foreign,
          violations: watched.violations,
          errors: watched.errors,
        }).toEqual({ foreign: [], violations, errors: [] });
      } catch (error) {
        await keepEvidence(folder, context, watched);
        if (!(error instanceof Error)) throw error;
        // The stack is what a test run shows, and begins with the message.
        error.stack = `The page as it was, and its console: ${folder}\n\n${error.stack ?? ''}`;
        throw error;
      } finally {
        await context.close();
      }
    },
    close: () => browser.close(),
  };
}

async function keepEvidence(folder: string, context: BrowserContext, watched: Watched) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'console.txt'), watched.lines.join('\n'));
  for (const [index, page] of context.pages().entries()) {
    // A page that hangs is no reason to lose the failure itself.
    await page
      .screenshot({ path: join(folder, `page-${index + 1}.png`), timeout: 10_000 })
      .catch(() => undefined);
  }
}

function chromiumPath(): string {
  const path = testVariable('CHROMIUM');
  if (path !== undefined) return path;
  throw new Error(
    'CHROMIUM is not set: these tests drive the Chromium that the test script finds, so run them through "npm test -- --selectProjects browser".',
  );
}
