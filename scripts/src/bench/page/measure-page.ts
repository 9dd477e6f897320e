import type { Browser, Page } from 'playwright-core';
import { firstLoad } from './first-load.js';
import { conversationId } from './made-messages.js';
import { observePage } from './observe-page.js';
import { jumpAbout, scrollThrough } from './scroll-through.js';
import { watchTasks, type TaskReport } from './watch-tasks.js';

export interface PageMeasurement {
  readonly browser: Browser;
  /** Where the page is served. */
  readonly url: string;
  /** So many times slower than it is. */
  readonly slower: number;
}

/** After a view is there, its pictures and colours may still come, in milliseconds. */
const settleMs = 2_000;
/** Longer than two frames at 60 a second, in milliseconds: one was left out. */
const slowFrameMs = 34;

/** What is opened and scrolled through, as people do: a conversation from its end. */
const places = [
  {
    name: 'conversation',
    path: `/c/${conversationId}`,
    ready: '.turn .markdown p',
    selector: '.chat-log',
    ways: ['start', 'end'],
  },
  {
    name: 'gallery',
    path: '/gallery',
    ready: '.gallery-cell img',
    selector: '.gallery-scroller',
    ways: ['end', 'start'],
  },
] as const;

/** Prints what the first load weighs, and what opening and scrolling hold up. */
export async function measurePage({ browser, url, slower }: PageMeasurement): Promise<void> {
  await withPage(1, async (page) => {
    const scripts = await firstLoad(page, url);
    const bytes = scripts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
    print(`first load: ${bytes.toLocaleString('en')} bytes of JavaScript (gzip)`);
    for (const { name, gzipBytes } of scripts) print(`  ${String(gzipBytes).padStart(7)} ${name}`);
  });
  for (const { name, path, ready, selector, ways } of places) {
    await withPage(slower, async (page) => {
      const opened = await watchTasks(page, async () => {
        await page.goto(`${url}${path}`);
        await page.locator(ready).first().waitFor();
        await page.waitForTimeout(settleMs);
      });
      print(`${name}, opened: ${line(opened)}`);
      for (const to of ways) {
        const report = await watchTasks(page, () => scrollThrough(page, { selector, to }));
        print(`${name}, scrolled to its ${to}: ${line(report)}`);
      }
      const jumped = await watchTasks(page, () => jumpAbout(page, selector));
      print(`${name}, jumped about in: ${line(jumped)}`);
    });
  }

  async function withPage(rate: number, work: (page: Page) => Promise<void>): Promise<void> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    await observePage(page);
    await work(page);
    await page.context().close();
  }
}

function line({ longTasks, computed, frames }: TaskReport): string {
  const most = computed.slice(0, 3).map((time) => time.toFixed(1));
  const slow = frames.filter((time) => time > slowFrameMs).length;
  const longest = longTasks.length === 0 ? '' : `, the longest ${Math.max(...longTasks)} ms`;
  return (
    `tasks computed ${most.join(', ')} ms at most; ` +
    `${longTasks.length} over 50 ms by the clock${longest}; ` +
    `${slow} of ${frames.length} frames late`
  );
}

function print(words: string): void {
  process.stdout.write(`${words}\n`);
}
