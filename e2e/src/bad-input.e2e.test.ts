import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { endpoints, Problem, type Endpoint } from '@atelier/contracts';
import { tempDir, type TempDir } from '@atelier/testkit';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

jest.setTimeout(stackTimeoutMs);

const nobody = '00000000-0000-4000-8000-000000000000';
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const ids = ['1', 'x', '%00', '..%2f..%2fetc', "'--", nobody.replace('4', 'g'), 'a'.repeat(5_000)];
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const bodies: readonly [name: string, body: string, type?: string][] = [
  ['nothing', ''],
  ['no JSON', '{"user_id":'],
  ['an array', '[]'],
  ['null', 'null'],
  ['wrong types', '{"user_id":7,"message":{}}'],
  ['empty texts', '{"user_id":"","message":""}'],
  ['an unknown field', '{"user_id":"a","message":"b","owner_id":"c"}'],
  ['a prototype', '{"user_id":"a","message":"b","__proto__":{"x":1}}'],
  ['NUL', '{"user_id":"a","message":"b\\u0000"}'],
  ['half a surrogate', '{"user_id":"a","message":"\\ud800"}'],
  ['a bad id', '{"user_id":"a","message":"b","conversation_id":"1"}'],
  ['an id of nobody', `{"user_id":"a","message":"b","conversation_id":"${nobody}"}`],
  ['deep nesting', `{"user_id":"a","message":${deep}}`],
  ['10 MB', JSON.stringify({ user_id: 'a', message: 'x'.repeat(10_000_000) })],
  ['plain text', '{"user_id":"a","message":"b"}', 'text/plain'],
  ['a form', 'user_id=a&message=b', 'application/x-www-form-urlencoded'],
];

// Those in OpenAI's shape have errors in OpenAI's shape, which their own test sees to.
const own = Object.values<Endpoint>(endpoints).filter(({ tag }) => tag !== 'openai');

describe('bad input to the running stack', () => {
  let dir: TempDir;
  let stack: Stack;

  beforeAll(async () => {
    dir = await tempDir();
    stack = await startStack({ dataDir: dir.path });
  });
  afterAll(async () => {
    await stack.interrupt();
    await dir.remove();
  });

  /** The status, after checking that the answer is a problem that says what is wrong. */
  async function problemOf(path: string, init: RequestInit): Promise<number> {
    const response = await fetch(new URL(path, stack.url), init);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = Problem.parse(await response.json());
    expect(problem.status).toBe(response.status);
    expect(problem.request_id).toBe(response.headers.get('x-request-id'));
    expect(problem.detail.length).toBeGreaterThan(10);
    return response.status;
  }

  it.each(bodies)(
    'POST /chat with %s is refused',
    async (_name, body, type = 'application/json') => {
      const headers = { 'content-type': type };
      const status = await problemOf('/chat', { method: 'POST', headers, body });
      expect([400, 404, 413, 415]).toContain(status);
    },
  );

  it('bad ids are refused everywhere, and ids of nobody are not found', async () => {
    const withId = own.filter(({ params }) => params !== undefined);
    expect(withId.length).toBeGreaterThan(3);
    for (const { method, path, body } of withId) {
      const init: RequestInit = {
        method: method.toUpperCase(),
        ...(body && { body: '{}', headers: { 'content-type': 'application/json' } }),
      };
      for (const id of ids) {
        expect([400, 404]).toContain(await problemOf(path.replace('{id}', id), init));
      }
      expect(await problemOf(path.replace('{id}', nobody), init)).toBe(404);
    }
  });

  it('other methods are refused, with those that are allowed', async () => {
    for (const path of new Set(own.map((endpoint) => endpoint.path))) {
      const allowed = own.filter((e) => e.path === path).map((e) => e.method.toUpperCase());
      for (const method of methods.filter((name) => !allowed.includes(name))) {
        expect(await problemOf(path.replace('{id}', nobody), { method })).toBe(405);
      }
    }
  });

  it('a page of another site is refused', async () => {
    const headers = { origin: 'https://evil.example', 'content-type': 'application/json' };
    const body = '{"user_id":"a","message":"b"}';
    expect(await problemOf('/chat', { method: 'POST', headers, body })).toBe(403);
  });

  it('it is as well as before', async () => {
    expect((await stack.client.health()).status).toBe('ok');
    expect(stack.output()).not.toMatch(/status=5\d\d.*\/(chat|api)/);
  });
});
