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

  it('points only at schemas that are there', () => {
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    const names = [...references].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) expect(document.components.schemas).toHaveProperty([name]);
  });

  it('forbids unknown fields in what a client sends', () => {
    expect(document.components.schemas['ChatRequest']).toMatchObject({
      additionalProperties: false,
      required: ['user_id', 'message'],
    });
  });
});
