import { it } from '@jest/globals';

/** One promise of a port. `check` rejects when the subject breaks it. */
export interface Clause<Subject> {
  readonly name: string;
  check(subject: Subject): Promise<void>;
}

/** A test for each clause. */
export function testClauses<Subject>(
  clauses: readonly Clause<Subject>[],
  subject: () => Subject,
  timeoutMs: number,
): void {
  for (const clause of clauses) {
    it(clause.name, () => clause.check(subject()), timeoutMs);
  }
}
