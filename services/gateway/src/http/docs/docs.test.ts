import { describe, expect, it } from '@jest/globals';
import { endpoints, openApiDocument, type Endpoint } from '@atelier/contracts';
import supertest from 'supertest';
import { testApp } from '../testing/test-app.js';
import type { OpenApi } from './openapi-types.js';
import { renderDocs } from './render-docs.js';

const { app } = testApp();

describe('/openapi.json', () => {
  it('is the document of the contract', async () => {
    const reply = await supertest(app).get('/openapi.json');
    expect(reply.type).toBe('application/json');
    expect(reply.body).toEqual(JSON.parse(JSON.stringify(openApiDocument('0.1.0'))));
    const again = await supertest(app)
      .get('/openapi.json')
      .set('If-None-Match', reply.headers['etag'] ?? '');
    expect(again.status).toBe(304);
  });
});

describe('/docs', () => {
  it('shows every address and every shape', async () => {
    const { text, type } = await supertest(app).get('/docs');
    expect(type).toBe('text/html');
    for (const { path, summary } of Object.values<Endpoint>(endpoints)) {
      expect(text).toContain(path);
      expect(text).toContain(summary);
    }
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target ?? '');
    expect(links.length).toBeGreaterThan(10);
    expect(text).toContain('<code>errors[].field</code>');
    for (const target of links) expect(text).toContain(`id="${target}"`);
  });

  it('needs no script, no style of its own and nothing from elsewhere', async () => {
    for (const path of ['/docs', '/']) {
      const { text } = await supertest(app).get(path);
      expect(text).not.toMatch(/<script|style=|<style|https?:\/\/|\son\w+=/i);
    }
    const style = await supertest(app).get('/docs/style.css');
    expect(style.type).toBe('text/css');
    expect(style.text).not.toMatch(/url\(|@import/);
  });

  it('escapes what the document says', () => {
    const hostile = '<script>alert("x")</script>';
    const document: OpenApi = {
      info: { title: hostile, version: hostile, description: hostile },
      paths: {
        [hostile]: {
          [hostile]: {
            summary: hostile,
            tags: [hostile],
            parameters: [{ name: hostile, in: hostile, required: true, schema: {} }],
            responses: { 200: { description: hostile } },
          },
        },
      },
      components: {
        schemas: {
          [hostile]: {
            properties: {
              [hostile]: { description: hostile, enum: [hostile], type: hostile },
              b: { $ref: `#/x/${hostile}` },
            },
          },
        },
      },
    };
    expect(renderDocs(document)).not.toMatch(/<script|"x"/);
  });

  it('takes GET and HEAD only', async () => {
    const reply = await supertest(app).post('/docs');
    expect([reply.status, reply.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

describe('/', () => {
  it('names the addresses where no dashboard is built', async () => {
    const reply = await supertest(app).get('/');
    expect(reply.text).toContain('href="/docs"');
    expect(reply.text).toContain('href="/health"');
    expect((await supertest(app).post('/')).status).toBe(405);
  });
});
