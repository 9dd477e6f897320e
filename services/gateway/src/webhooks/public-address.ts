import ipaddr from 'ipaddr.js';

/** Global unicast addresses; all others have a special meaning (IANA, RFC 4291 §2.4). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True for an address of the public internet. False for loopback, private networks, link-local (where
 * clouds serve their metadata), carrier-grade NAT, multicast, reserved blocks, their IPv6 kin, and
 * addresses that lead to IPv4 by way of a translator; an IPv4 address inside an IPv6 one counts as
 * itself. False also for what is no address.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast);
}
