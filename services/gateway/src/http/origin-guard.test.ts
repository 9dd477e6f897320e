import { describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { testApp } from './testing/test-app.js';

const { app } = testApp({ allowedHosts: ['Gateway.internal'] });
const live = (headers: Record<string, string>) =>
  supertest(app).get('/health/live').set('Host', 'localhost:8080').set(headers);

describe('host', () => {
  it.each([
    'localhost',
    'LOCALHOST:8080',
    'studio.localhost:8080',
    '127.0.0.1:8080',
    '127.8.9.10',
    '[::1]:8080',
    'gateway.internal:8080',
  ])('%s is this machine', async (host) => {
    expect((await live({ Host: host })).status).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    'notlocalhost',
    'localhost:8080@evil.example',
    '127.0.0.1.evil.example',
    '0.0.0.0:8080',
    '192.168.1.5',
    '127.1',
    '[::ffff:1.2.3.4]',
    'localhost:99999999',
    'localhost/evil',
    '',
  ])('%j is not', async (host) => {
    const reply = await live({ Host: host });
    expect(reply.status).toBe(403);
    expect(reply.body).toMatchObject({ code: 'FORBIDDEN_ORIGIN' });
  });
});

describe('where any host will do', () => {
  const keyed = testApp({ allowedHosts: 'any' });
  const liveAt = (headers: Record<string, string>) =>
    supertest(keyed.app).get('/health/live').set(headers);

  it.each(['studio.example', '192.168.1.5:8080', '[fd00::1]:8080'])('%s is one', async (host) => {
    expect((await liveAt({ Host: host, Origin: `http://${host}` })).status).toBe(200);
  });

  it('still wants one that can be read, and pages of its own', async () => {
    expect((await liveAt({ Host: 'a b' })).status).toBe(403);
    const strange = await liveAt({ Host: 'studio.example', Origin: 'http://evil.example' });
    expect(strange.status).toBe(403);
  });
});

describe('origin', () => {
  it.each(['http://localhost:8080', 'https://LOCALHOST:8080'])('%s is our own', async (origin) => {
    expect((await live({ Origin: origin })).status).toBe(200);
  });

  it('does not count a default port', async () => {
    const reply = await live({ Host: 'localhost:80', Origin: 'http://localhost' });
    expect(reply.status).toBe(200);
  });

  it.each([
    'https://evil.example',
    'http://localhost:3000',
    'http://127.0.0.1:8080',
    'http://localhost.evil.example:8080',
    'http://localhost:8080.evil.example',
    'null',
    '',
    'file://',
    'chrome-extension://abcdef',
    'http://[',
  ])('%j is not, for reading and for writing', async (origin) => {
    expect((await live({ Origin: origin })).status).toBe(403);
    const write = await supertest(app)
      .post('/chat')
      .set({ Host: 'localhost:8080', Origin: origin })
      .send({ user_id: 'a', message: 'b' });
    expect(write.body).toMatchObject({ status: 403, code: 'FORBIDDEN_ORIGIN' });
  });

  it('refuses a preflight from elsewhere', async () => {
    const reply = await supertest(app)
      .options('/chat')
      .set({ Host: 'localhost:8080', Origin: 'https://evil.example' });
    expect(reply.status).toBe(403);
    expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('sec-fetch-site', () => {
  it.each(['same-origin', 'none'])('%s is welcome', async (site) => {
    expect((await live({ 'Sec-Fetch-Site': site })).status).toBe(200);
  });

  // Another port of localhost is the same site.
  it.each(['cross-site', 'same-site', 'anything'])('%s may follow a link', async (site) => {
    const navigation = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    expect((await live({ 'Sec-Fetch-Site': site, ...navigation })).status).toBe(200);
  });

  it.each([
    { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
    { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' },
  ])('cross-site may do nothing else: %j', async (headers) => {
    const reply = await live({ 'Sec-Fetch-Site': 'cross-site', ...headers });
    expect(reply.status).toBe(403);
  });

  it('cross-site may not submit a form', async () => {
    const reply = await supertest(app).post('/chat').set({
      Host: 'localhost:8080',
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
    });
    expect(reply.status).toBe(403);
  });
});

describe('browser headers', () => {
  it('are strict on every answer', async () => {
    for (const path of ['/health/live', '/docs', '/nowhere']) {
      const { headers } = await supertest(app).get(path);
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['referrer-policy']).toBe('same-origin');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      const policy = headers['content-security-policy'];
      expect(policy).toMatch(/default-src 'self';img-src 'self' blob: data:/);
      expect(policy).not.toMatch(/unsafe|upgrade-insecure/);
    }
  });
});
