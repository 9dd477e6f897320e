import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AppError } from '@atelier/errors';
import { isPublicAddress } from './public-address.js';

/** All addresses of a host. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface AddressRules {
  /** Lets addresses be told that are not public, for instance on one's own network. */
  readonly allowPrivate: boolean;
  /** Left out, public names are asked of the name servers, and private ones of the system too. */
  readonly resolve?: Resolve | undefined;
}

const maxAddresses = 16;

/** Not by the system: that takes a thread for as long as a stranger's name server likes. */
const resolvePublic: Resolve = async (host) => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const [four, six] = await Promise.all([
    resolver.resolve4(host).catch(() => []),
    resolver.resolve6(host).catch(() => []),
  ]);
  return [
    ...four.map((address) => ({ address, family: 4 })),
    ...six.map((address) => ({ address, family: 6 })),
  ];
};

const resolveAny: Resolve = (host) => lookup(host, { all: true });

/**
 * The addresses of a host, every one of them checked: a name with a single private address is
 * refused, whatever its others are. `host` is an IP address, without brackets, or a name.
 *
 * @throws AppError `INVALID_INPUT`
 */
export async function resolveChecked(
  host: string,
  { allowPrivate, resolve = allowPrivate ? resolveAny : resolvePublic }: AddressRules,
): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  const found = family === 0 ? await resolve(host).catch(() => []) : [{ address: host, family }];
  if (found.length === 0) throw refusal('has a host name that is not known');
  if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address))) {
    throw refusal('must lead to the public internet');
  }
  return found.slice(0, maxAddresses);
}

/** Says what is wrong with the address that somebody gave. */
export function refusal(problem: string): AppError {
  return new AppError('INVALID_INPUT', `The webhook_url ${problem}.`, {
    fields: [{ field: '/webhook_url', problem }],
  });
}
