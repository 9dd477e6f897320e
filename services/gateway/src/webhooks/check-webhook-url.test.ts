import { describe, expect, it } from '@jest/globals';
import { createCheckWebhookUrl } from './check-webhook-url.js';
import type { Resolve } from './resolve-checked.js';

const hosts: Readonly<Record<string, readonly string[]>> = {
  'example.com': ['93.184.216.34', '2606:2800:220:1::1'],
  'intranet.example.com': ['10.1.2.3'],
  'one-of-two.example.com': ['93.184.216.34', '169.254.169.254'],
  'mapped.example.com': ['::ffff:127.0.0.1'],
  localhost: ['127.0.0.1'],
  'localhost.': ['127.0.0.1'],
};
const resolve: Resolve = (host) => {
  const found = hosts[host];
  if (!found) return Promise.reject(new Error('ENOTFOUND'));
  return Promise.resolve(
    found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );
};
const check = createCheckWebhookUrl({ canSign: true, allowPrivate: false, resolve });
const refused = (problem: RegExp) => ({
  code: 'INVALID_INPUT',
  fields: [{ field: '/webhook_url', problem: expect.stringMatching(problem) as unknown }],
});

describe('checkWebhookUrl', () => {
  it.each([
    'https://example.com/hook?id=1',
    'http://example.com:8080/',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1::1]/',
  ])('takes %s', async (url) => {
    await expect(check(url)).resolves.toBeUndefined();
  });

  it.each([
    'http://localhost/',
    'http://localhost./',
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0/',
    'http://①②⑦.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[fd00:ec2::254]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://intranet.example.com/',
    'http://one-of-two.example.com/',
    'http://mapped.example.com/',
  ])('refuses %s', async (url) => {
    await expect(check(url)).rejects.toMatchObject(refused(/public internet/u));
  });

  it.each([
    ['ftp://example.com/', /https:/u],
    ['file:///etc/passwd', /https:/u],
    ['https://ann:secret@example.com/', /password/u],
    ['https://ann@example.com/', /password/u],
    ['https://nowhere.example.com/', /not known/u],
    ['example.com/hook', /no URL/u],
    ['http://[::1', /no URL/u],
  ])('refuses %s', async (url, problem) => {
    await expect(check(url)).rejects.toMatchObject(refused(problem));
  });

  it('takes private addresses where that is allowed', async () => {
    const lax = createCheckWebhookUrl({ canSign: true, allowPrivate: true, resolve });
    await expect(lax('http://intranet.example.com/')).resolves.toBeUndefined();
    await expect(lax('http://127.0.0.1:9/')).resolves.toBeUndefined();
    await expect(lax('ftp://127.0.0.1/')).rejects.toMatchObject(refused(/https:/u));
  });

  it('takes nothing where there is no secret, and says so', async () => {
    const mute = createCheckWebhookUrl({ canSign: false, allowPrivate: false, resolve });
    await expect(mute('https://example.com/')).rejects.toMatchObject(refused(/WEBHOOK_SECRET/u));
  });
});
