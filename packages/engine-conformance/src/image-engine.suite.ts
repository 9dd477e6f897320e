import { afterAll, beforeAll, describe } from '@jest/globals';
import type { ImageSettings } from '@atelier/contracts';
import { testClauses } from './clause.js';
import { imageClauses, toImageSubject, type ImageSubject } from './image-engine.clauses.js';

export interface ImageConformanceOptions {
  /** Small enough to be drawn in a moment. */
  readonly settings?: Partial<ImageSettings>;
  /** For one test, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Tests that a driver keeps every clause of the port `ImageEngine`. */
export function describeImageEngine(
  name: string,
  create: ImageSubject['create'],
  options: ImageConformanceOptions = {},
): void {
  const { settings, timeoutMs = 60_000 } = options;
  describe(`image engine ${name}`, () => {
    let subject: ImageSubject;
    beforeAll(async () => {
      subject = toImageSubject(await create(), create, settings);
    }, timeoutMs);
    afterAll(() => subject.engine.close());
    testClauses(imageClauses, () => subject, timeoutMs);
  });
}
