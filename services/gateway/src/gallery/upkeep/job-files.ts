import { jobsKeyPrefix } from '@atelier/contracts';

/** Ids as the gateway makes them, so that nothing else in the store is touched. */
const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\//;

/** The job whose folder a key, or what a key begins with, lies in; undefined for anything else. */
export function jobIdOf(key: string): string | undefined {
  if (!key.startsWith(jobsKeyPrefix)) return undefined;
  return idPattern.exec(key.slice(jobsKeyPrefix.length))?.[0].slice(0, -1);
}
