/** How long a client would wait for an answer that takes its time. */
export interface Patience {
  readonly seconds: number;
  /** What of the client's wish is followed: the value of `Preference-Applied`. */
  readonly applied: string;
}

/** Longest wait that is granted, in seconds. */
const maxWaitS = 600;

/**
 * What a `Prefer` header says of waiting (RFC 7240): `wait=N`, or `respond-async` for not at all.
 * Undefined where it says nothing of it, or nothing that can be read.
 */
export function patienceOf(prefer: string | undefined): Patience | undefined {
  const preferences = (prefer ?? '').split(',').map((preference) => {
    const [name = '', value = ''] = (preference.split(';')[0] ?? '').split('=', 2);
    return { name: name.trim().toLowerCase(), value: value.trim().replace(/^"(.*)"$/, '$1') };
  });
  // Of what comes twice the first counts.
  const wait = preferences.find(({ name }) => name === 'wait')?.value;
  if (wait !== undefined && /^\d{1,9}$/.test(wait)) {
    const seconds = Math.min(Number(wait), maxWaitS);
    return { seconds, applied: `wait=${seconds}` };
  }
  const isHurried = preferences.some(({ name }) => name === 'respond-async');
  return isHurried ? { seconds: 0, applied: 'respond-async' } : undefined;
}
