import type { Page } from 'playwright-core';

/** What a page saw of itself; times in milliseconds. */
export interface PageSight {
  /** Durations of tasks over 50 ms, by the clock. */
  readonly longTasks: readonly number[];
  /** Times from one frame to the next. */
  readonly frames: readonly number[];
}

/** Runs in the page, which has types of its own; so it is given as text. */
const observing = `(() => {
  let seen = { longTasks: [], frames: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasks.push(Math.round(duration));
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const onFrame = (now) => {
    seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  window.takeBenchSight = () => {
    const taken = seen;
    seen = { longTasks: [], frames: [] };
    return taken;
  };
})()`;

/** Lets every document that the page opens from here on observe itself. */
export async function observePage(page: Page): Promise<void> {
  await page.addInitScript(observing);
}

/** What was seen since the document was opened, or since the last call. */
export async function takeSight(page: Page): Promise<PageSight> {
  return page.evaluate('window.takeBenchSight?.() ?? { longTasks: [], frames: [] }');
}
