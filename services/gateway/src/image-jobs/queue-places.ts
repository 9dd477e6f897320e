import type { WaitingLine } from '@atelier/database';

/**
 * About how many jobs start before this one, and one: its place. What is on the queue starts first;
 * then owners take turns, so that of each other owner no more jobs come before the owner's job of
 * rank r (from 1) than r, or r - 1 where his turn is after the owner's. Jobs that come to an end, are
 * cancelled or come anew meanwhile change it.
 */
export function placeIn(line: WaitingLine, ownerId: string, rank: number): number {
  const known = line.owners.findIndex((owner) => owner.ownerId === ownerId);
  // Whoever is not in the line yet has just come.
  const mine = known === -1 ? line.owners.length : known;
  let before = line.onQueue + rank - 1;
  for (const [index, { jobs }] of line.owners.entries()) {
    if (index !== mine) before += Math.min(jobs, index < mine ? rank : rank - 1);
  }
  return before + 1;
}
