import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

/** How many leading bits of an IPv6 address stand for one customer of a provider. */
const customerBits = 56;

/**
 * The address that a request counts for. Proxies in this list of addresses and CIDR blocks are
 * believed in what `X-Forwarded-For` says; nobody else is, and no other header.
 */
export function createClientAddress(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => string {
  const trust = trustedProxies.length === 0 ? () => false : proxyaddr.compile([...trustedProxies]);
  return (request) => {
    const { remoteAddress } = request.socket;
    // A connection that is gone has none.
    if (remoteAddress === undefined) return 'unknown';
    return canonical(proxyaddr(request, trust)) ?? canonical(remoteAddress) ?? 'unknown';
  };
}

/**
 * One spelling of an address: IPv4 also where it is written as IPv6, and of other IPv6 the block
 * that one customer has. Undefined for what is no address.
 */
function canonical(text: string): string | undefined {
  const [plain = ''] = text.split('%');
  if (!ipaddr.isValid(plain)) return undefined;
  const address = ipaddr.process(plain);
  if (address.kind() === 'ipv4') return address.toString();
  const block = ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${customerBits}`);
  return `${block.toString()}/${customerBits}`;
}

/** True for a list that `createClientAddress` takes. */
export function isProxyList(proxies: readonly string[]): boolean {
  try {
    return proxies.length > 0 && typeof proxyaddr.compile([...proxies]) === 'function';
  } catch {
    return false;
  }
}
