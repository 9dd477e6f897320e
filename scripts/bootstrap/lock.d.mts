export interface Lock {
  release(): void;
}

/**
 * Takes a lock that is a file naming its holder; one whose holder is gone is taken over. Tells who
 * holds it when it is not free.
 */
export function takeLock(path: string): Promise<Lock | { readonly heldBy: number }>;
