import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { createClientAddress, isProxyList } from './client-address.js';

/** The address that a request counts for, by who connects and what was forwarded. */
function addressOf(
  remoteAddress: string | undefined,
  { forwarded, trusted = [] }: { forwarded?: string; trusted?: readonly string[] } = {},
) {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const request = { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
  return createClientAddress(trusted)(request);
}

describe('the address of a client', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['::1', '::/56'],
    ['2001:db8:1:2ff:a:b:c:d', '2001:db8:1:200::/56'],
    ['2001:DB8:1:200::1', '2001:db8:1:200::/56'],
    ['2001:db8:1:300::1', '2001:db8:1:300::/56'],
    ['fe80::1%eth0', 'fe80::/56'],
    [undefined, 'unknown'],
  ])('of %j is %j', (remote, address) => {
    expect(addressOf(remote)).toBe(address);
  });

  it.each(['1.2.3.4', '127.0.0.1', '::1', 'unknown', '203.0.113.9, 10.0.0.1'])(
    'is not what somebody forwards whom nobody trusts: %j',
    (forwarded) => {
      expect(addressOf('203.0.113.7', { forwarded })).toBe('203.0.113.7');
      const trusted = ['10.0.0.0/8'];
      expect(addressOf('203.0.113.7', { forwarded, trusted })).toBe('203.0.113.7');
    },
  );

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    // The proxy wrote the last one; what stands before it came from the client.
    ['1.2.3.4, 203.0.113.9', '203.0.113.9'],
    ['1.2.3.4, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8::1', '2001:db8::/56'],
    ['10.0.0.3', '10.0.0.3'],
    ['nonsense', '10.0.0.1'],
    ['', '10.0.0.1'],
  ])('is what a trusted proxy forwards: %j is %j', (forwarded, address) => {
    for (const proxy of ['10.0.0.1', '::ffff:10.0.0.1']) {
      expect(addressOf(proxy, { forwarded, trusted: ['10.0.0.0/8'] })).toBe(address);
    }
  });

  it('may be forwarded by a proxy on IPv6', () => {
    const trusted = ['fd00::/8', '::1'];
    expect(addressOf('fd00::5', { forwarded: '203.0.113.9', trusted })).toBe('203.0.113.9');
    expect(addressOf('::1', { forwarded: '203.0.113.9', trusted })).toBe('203.0.113.9');
    expect(addressOf('fe00::5', { forwarded: '203.0.113.9', trusted })).toBe('fe00::/56');
  });
});

describe('isProxyList', () => {
  it.each([[['10.0.0.1']], [['10.0.0.0/8', '::1']], [['loopback']]])('takes %j', (list) => {
    expect(isProxyList(list)).toBe(true);
  });

  it.each([[[]], [['proxy.example']], [['10.0.0.0/33']], [['0.0.0.0/0']], [['']], [['*']]])(
    'does not take %j',
    (list) => {
      expect(isProxyList(list)).toBe(false);
    },
  );
});
