import { waitFor } from '@atelier/testkit';
import type { Locator } from 'playwright-core';

interface Picture {
  readonly complete?: boolean;
  readonly naturalWidth?: number;
  readonly naturalHeight?: number;
}

const timeoutMs = 60_000;

/** Of a picture, in its own pixels, once it is whole. */
export async function naturalSize(image: Locator): Promise<{ width: number; height: number }> {
  return await waitFor(
    () =>
      image.evaluate((picture: Picture) => {
        const { complete, naturalWidth: width = 0, naturalHeight: height = 0 } = picture;
        return complete === true && width > 0 && { width, height };
      }),
    { timeoutMs, what: 'a picture to be loaded' },
  );
}
