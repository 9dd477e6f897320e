import type { Page } from 'playwright-core';

export interface Scrolling {
  /** Of the element that scrolls. */
  readonly selector: string;
  readonly to: 'start' | 'end';
}

/** CSS pixels that one turn of the wheel moves by. */
const turnPx = 400;
/** So many turns that move nothing mean that it is the end; more may be on its way. */
const maxStill = 60;
const maxTurns = 20_000;

const place = `(element) =>
  [element.scrollTop, element.scrollHeight - element.clientHeight - element.scrollTop]`;

/** Turns the mouse wheel over an element until it does not move any more. */
export async function scrollThrough(page: Page, { selector, to }: Scrolling): Promise<void> {
  const scroller = page.locator(selector);
  await scroller.hover();
  let still = 0;
  let before = NaN;
  for (let turn = 0; turn < maxTurns && still < maxStill; turn += 1) {
    await page.mouse.wheel(0, to === 'start' ? -turnPx : turnPx);
    const [above = 0, below = 0] = await readPlace(page, selector);
    const left = to === 'start' ? above : below;
    still = left < 1 || above === before ? still + 1 : 0;
    before = above;
  }
}

const jumps = 40;

/** Goes to places all over, as one does by the scroll bar. */
export async function jumpAbout(page: Page, selector: string): Promise<void> {
  for (let jump = 0; jump < jumps; jump += 1) {
    const share = ((jump * 37) % jumps) / jumps;
    await page.evaluate(
      `document.querySelector(${JSON.stringify(selector)}).scrollTop =
        document.querySelector(${JSON.stringify(selector)}).scrollHeight * ${share}`,
    );
    await page.waitForTimeout(150);
  }
}

function readPlace(page: Page, selector: string): Promise<readonly number[]> {
  return page.evaluate(`(${place})(document.querySelector(${JSON.stringify(selector)}))`);
}
