/** Whether more than one user comes. */
export interface Crowd {
  saw(user: string): void;
  /** True when somebody else than this user has come within the last five minutes. */
  hasOthers(user: string): boolean;
}

const rememberMs = 300_000;

export function createCrowd(now: () => number): Crowd {
  let latest: { readonly user: string; readonly at: number } | undefined;
  /** The latest of anybody else. */
  let before: typeof latest;
  return {
    saw(user) {
      if (latest?.user !== user) before = latest;
      latest = { user, at: now() };
    },
    hasOthers(user) {
      const other = latest?.user === user ? before : latest;
      return other !== undefined && now() - other.at < rememberMs;
    },
  };
}
