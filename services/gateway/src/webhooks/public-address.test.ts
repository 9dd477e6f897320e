import { describe, expect, it } from '@jest/globals';
import { isPublicAddress } from './public-address.js';

describe('isPublicAddress', () => {
  it.each([
    ...['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:2800:220:1::1'],
    '::ffff:93.184.216.34',
  ])('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['loopback', ['127.0.0.1', '127.255.0.9', '::1']],
    ['this host', ['0.0.0.0', '0.1.2.3', '::']],
    ['private networks', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
    ['metadata and link-local', ['169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::a9fe:a9fe']],
    ['carrier-grade NAT', ['100.64.0.1', '100.127.255.254']],
    ['unique local', ['fc00::1', 'fd12:3456::1', 'fd00:ec2::254']],
    ['multicast and broadcast', ['224.0.0.1', '239.1.1.1', '255.255.255.255', 'ff02::1']],
    ['reserved and documentation', ['192.0.2.1', '198.18.0.1', '203.0.113.7', '240.0.0.1']],
    ['documentation of IPv6', ['2001:db8::1', '3fff::1', '100::1']],
    ['IPv4 inside IPv6', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe', '::127.0.0.1']],
    ['translators', ['64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1']],
    ['site-local', ['fec0::1']],
    ['what is no address', ['', 'localhost', '2130706433x', '127.0.0.1/8']],
  ])('refuses %s', (_what, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});
