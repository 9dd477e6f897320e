import { afterAll, beforeAll, describe } from '@jest/globals';
import { testClauses } from './clause.js';
import {
  textClauses,
  toTextSubject,
  type TextMessages,
  type TextSubject,
} from './text-engine.clauses.js';

export interface TextConformanceOptions extends TextMessages {
  /** For one test, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Tests that a driver keeps every clause of the port `TextEngine`. */
export function describeTextEngine(
  name: string,
  create: TextSubject['create'],
  options: TextConformanceOptions = {},
): void {
  const { timeoutMs = 60_000, ...messages } = options;
  describe(`text engine ${name}`, () => {
    let subject: TextSubject;
    beforeAll(async () => {
      subject = toTextSubject(await create(), create, messages);
    }, timeoutMs);
    afterAll(() => subject.engine.close());
    testClauses(textClauses, () => subject, timeoutMs);
  });
}
