import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { testApp } from './testing/test-app.js';

const html = { Accept: 'text/html,application/xhtml+xml' };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-dashboard-'));
  await mkdir(join(folder, 'dist', 'assets'), { recursive: true });
  await writeFile(join(folder, 'dist', 'index.html'), '<title>The page</title>');
  await writeFile(join(folder, 'dist', 'assets', 'main-abc123.js'), 'export {};');
  await writeFile(join(folder, 'dist', '.hidden'), 'secret');
  await writeFile(join(folder, 'outside.txt'), 'secret');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  supertest(testApp({ dashboardDir: join(folder, 'dist') }).app)
    .get(path)
    .set(headers);

describe('dashboard', () => {
  it('is the page at /', async () => {
    const reply = await get('/');
    expect([reply.status, reply.text]).toEqual([200, '<title>The page</title>']);
    expect(reply.headers['cache-control']).toBe('no-cache');
  });

  it('keeps hashed files for ever', async () => {
    const reply = await get('/assets/main-abc123.js');
    expect([reply.status, reply.type]).toEqual([200, 'text/javascript']);
    expect(reply.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/c/5', '/studio', '/gallery', '/gallery/5', '/jobs', '/status', '/conversations/5'])(
    'is the page of %s, as of every address that a person opens',
    async (path) => {
      const reply = await get(path, html);
      expect([reply.status, reply.text]).toEqual([200, '<title>The page</title>']);
      expect(reply.headers['cache-control']).toBe('no-cache');
      expect(reply.headers['content-security-policy']).toContain('blob:');
    },
  );

  it.each([
    ['/conversations/5', { Accept: '*/*' }],
    ['/conversations/5', {}],
    ['/api/v2/anything', html],
    ['/assets/gone-abc.js', html],
  ])('is not the page of %s with %j', async (path, headers) => {
    expect((await get(path, headers)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it.each([
    '/../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/assets/..%5c..%5coutside.txt',
    '/.hidden',
    '/assets/%00',
    `/${'a'.repeat(5_000)}`,
  ])('gives no file for %s', async (path) => {
    const reply = await get(path);
    expect(reply.status).toBe(404);
    expect(reply.type).toBe('application/problem+json');
  });

  it.each([
    { Range: 'bytes=900-' },
    { Range: 'bytes=x' },
    { 'If-Match': '"other"' },
    { 'If-Unmodified-Since': 'Mon, 01 Jan 2001 00:00:00 GMT' },
    { 'If-Modified-Since': 'nonsense' },
  ])('gives whole files whatever is asked: %j', async (headers) => {
    expect((await get('/assets/main-abc123.js', headers)).status).toBe(200);
    expect((await get('/', headers)).status).toBe(200);
  });

  it('answers 304 to a browser that has the file', async () => {
    const first = await get('/assets/main-abc123.js');
    const tag = { 'If-None-Match': first.headers['etag'] ?? '' };
    expect((await get('/assets/main-abc123.js', tag)).status).toBe(304);
  });

  it('names the addresses when it is not built', async () => {
    const { app } = testApp({ dashboardDir: join(folder, 'nowhere') });
    const reply = await supertest(app).get('/');
    expect([reply.status, reply.type]).toEqual([200, 'text/html']);
    expect(reply.text).toContain('href="/docs"');
  });
});
