import { describe, expect, it } from '@jest/globals';
import { openApiDocument } from './openapi.js';

describe('openApiDocument', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument('0.1.0'))) as {
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    components: { schemas: Record<string, unknown> };
  };

  it('describes each method of each address', () => {
    expect(Object.keys(document.paths['/api/v1/image-jobs/{id}'] ?? {})).toEqual(['get', 'delete']);
    expect(document.paths['/chat']?.['post']?.responses).toHaveProperty('409');
  });

  it('says where a key is asked for', () => {
    const draw = document.paths['/api/v1/image-jobs/{id}']?.['get'];
    expect(draw).toMatchObject({ security: [{ bearer: [] }, { apiKey: [] }, {}] });
    expect(draw?.responses).toHaveProperty('401');
    const live = document.paths['/health/live']?.['get'];
    expect(live).not.toHaveProperty('security');
    expect(live?.responses).not.toHaveProperty('401');
  });

  it('points only at schemas that are there', () => {
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    const names = [...references].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) expect(document.components.schemas).toHaveProperty([name]);
  });

  it('describes errors in the form that an address has them in', () => {
    const contentOf = (path: string, method: string) =>
      JSON.stringify(document.paths[path]?.[method]?.responses['404']);
    expect(contentOf('/v1/chat/completions', 'post')).toContain('schemas/OpenAiError');
    expect(contentOf('/chat', 'post')).toContain('schemas/Problem');
  });

  it('says what a query string may and must have, and each type of an answer', () => {
    const search = document.paths['/api/v1/conversations/search']?.['get'];
    expect(search).toMatchObject({
      parameters: [
        { name: 'q', in: 'query', required: true, schema: { type: 'string', maxLength: 1_000 } },
        { name: 'limit', required: false, schema: { type: 'integer', maximum: 50, default: 20 } },
        { name: 'cursor', required: false },
      ],
    });
    const written = document.paths['/api/v1/conversations/{id}/export']?.['get'];
    expect(written?.responses['200']).toMatchObject({
      content: { 'application/json': {}, 'text/markdown': {} },
    });
  });

  it('says what may be sent as a form, and for how long a client may wait', () => {
    const draw = document.paths['/api/v1/image/edit']?.['post'];
    expect(draw).toMatchObject({
      requestBody: { content: { 'application/json': {}, 'multipart/form-data': {} } },
      parameters: [{ name: 'idempotency-key' }, { name: 'prefer', in: 'header' }],
    });
    expect(Object.keys(draw?.responses ?? {})).toEqual(expect.arrayContaining(['200', '202']));
  });

  it('forbids unknown fields in what a client sends', () => {
    expect(document.components.schemas['ChatRequest']).toMatchObject({
      additionalProperties: false,
      required: ['user_id', 'message'],
    });
  });
});
