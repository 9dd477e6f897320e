import { describe, expect, it } from '@jest/globals';
import type { Clause } from '../clause.js';

/** Makes a faulty engine out of a good one. */
export type Saboteur<Engine> = (good: Engine) => Engine;

/** For each clause what breaks it, in words; the list is not complete without one for each. */
export type Saboteurs<Clauses extends readonly Clause<never>[], Engine> = Readonly<
  Record<Clauses[number]['name'], Readonly<Record<string, Saboteur<Engine>>>>
>;

/** Tests that each clause passes a good engine and fails all that break it on purpose. */
export function testSabotage<Subject, Engine>(
  clauses: readonly Clause<Subject>[],
  saboteurs: Readonly<Record<string, Readonly<Record<string, Saboteur<Engine>>>>>,
  toSubject: (sabotage: Saboteur<Engine>) => Subject,
): void {
  it('has a saboteur for every clause, and none for another', () => {
    expect(Object.keys(saboteurs)).toEqual(clauses.map(({ name }) => name));
    for (const deeds of Object.values(saboteurs)) {
      expect(Object.keys(deeds)).not.toEqual([]);
    }
  });
  describe.each(clauses)('"$name"', (clause) => {
    it('passes an engine that keeps it', async () => {
      await clause.check(toSubject((good) => good));
    });
    it.each(Object.entries(saboteurs[clause.name] ?? {}))(
      'fails an engine that %s',
      async (_, sabotage) => {
        await expect(clause.check(toSubject(sabotage))).rejects.toThrow();
      },
    );
  });
}
