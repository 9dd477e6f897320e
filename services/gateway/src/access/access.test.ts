import { describe, expect, it } from '@jest/globals';
import { endpoints, scopeOf, type Endpoint } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import supertest from 'supertest';
import { id, testApp } from '../http/testing/test-app.js';
import { createAccess, type AccessOptions } from './access.js';
import { identifyAs, identifyByKey } from './identify.js';

const good = `atl_${'g'.repeat(43)}`;
const other = `atl_${'o'.repeat(43)}`;
const chat = { user_id: 'ada', message: 'hello' };
const job = `/api/v1/image-jobs/${id}`;
const log = createLogger({ service: 'test', level: 'fatal' });

interface Faults {
  readonly limits?: AccessOptions['limits'];
  readonly touch?: () => Promise<void>;
  readonly usedLately?: boolean;
}

/** The application for two keys, and who was counted. */
function keyedApp(faults: Faults = {}) {
  const counted: string[] = [];
  const touched: string[] = [];
  const known = new Map([
    [good, { id: 'key-1', ownerId: 'ada', scopes: ['chat', 'pictures'] }],
    [other, { id: 'key-2', ownerId: 'bob', scopes: ['models'] }],
  ]);
  const identify = identifyByKey(
    {
      find: (key) => {
        const found = known.get(key);
        return Promise.resolve(found && { ...found, usedLately: faults.usedLately ?? false });
      },
      touch: (key) => {
        touched.push(key);
        return faults.touch?.() ?? Promise.resolve();
      },
    },
    log,
  );
  const count = (name: string, who: string) => {
    counted.push(`${name} ${who}`);
    return Promise.resolve();
  };
  const access = createAccess({
    identify,
    addressOf: () => 'address',
    limits: faults.limits ?? { count },
  });
  const { app } = testApp({ access });
  return { app, counted, touched };
}

const { app } = keyedApp();
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe('who has no key in force', () => {
  it.each([
    [{}, 'Bearer realm="atelier"'],
    [{ authorization: 'Basic dTpw' }, 'Bearer realm="atelier"'],
    [bearer('atl_short'), 'Bearer realm="atelier", error="invalid_token"'],
    [bearer(`atl_${'x'.repeat(43)}`), 'Bearer realm="atelier", error="invalid_token"'],
    [{ 'x-api-key': good.toUpperCase() }, 'Bearer realm="atelier", error="invalid_token"'],
  ])('%j is told to bring one', async (headers, challenge) => {
    const reply = await supertest(app).get(job).set(headers);
    expect(reply.status).toBe(401);
    expect(reply.type).toBe('application/problem+json');
    expect(reply.body).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(reply.headers['www-authenticate']).toBe(challenge);
  });

  it('hears nothing of what is wrong with the rest', async () => {
    const reply = await supertest(app).post('/chat').send({ nonsense: true });
    expect(reply.status).toBe(401);
    const strange = await supertest(app).get('/api/v1/image-jobs/nope');
    expect(strange.status).toBe(401);
  });
});

describe('who has a key', () => {
  it.each([bearer(good), { authorization: `bearer ${good}` }, { 'x-api-key': good }])(
    'comes in with %j',
    async (headers) => {
      const reply = await supertest(app).post('/chat').set(headers).send(chat);
      expect(reply.status).toBe(200);
      expect(reply.headers['vary']).toBe('Authorization, X-Api-Key');
    },
  );

  it('may use what its scopes name, and nothing else', async () => {
    const reply = await supertest(app).post('/chat').set(bearer(other)).send(chat);
    expect(reply.status).toBe(403);
    expect(reply.body).toMatchObject({ code: 'FORBIDDEN' });
    expect(reply.headers['www-authenticate']).toBe(
      'Bearer realm="atelier", error="insufficient_scope", scope="chat"',
    );
    expect((await supertest(app).get('/api/v1/models').set(bearer(other))).status).toBe(200);
    expect((await supertest(app).get('/api/v1/models').set(bearer(good))).status).toBe(403);
  });

  it('is who it belongs to', async () => {
    const asked: unknown[] = [];
    const { app: own } = testApp({
      access: createAccess({
        identify: identifyAs('ada'),
        addressOf: () => 'address',
        limits: { count: () => Promise.resolve() },
      }),
      handlers: {
        getImageJob: ({ principal }) => {
          asked.push(principal);
          return Promise.reject(new AppError('NOT_FOUND'));
        },
      },
    });
    await supertest(own).get(job);
    expect(asked).toEqual([{ ownerId: 'ada' }]);
  });

  it('is written down as used, once a minute', async () => {
    const first = keyedApp();
    await supertest(first.app).get(job).set(bearer(good));
    expect(first.touched).toEqual(['key-1']);
    const later = keyedApp({ usedLately: true });
    await supertest(later.app).get(job).set(bearer(good));
    expect(later.touched).toEqual([]);
  });

  it('comes in also when that can not be written', async () => {
    const full = keyedApp({ touch: () => Promise.reject(new AppError('STORAGE_FULL')) });
    expect((await supertest(full.app).get(job).set(bearer(good))).status).toBe(200);
  });
});

describe('what is open to everybody', () => {
  const open = Object.values<Endpoint>(endpoints).filter((one) => scopeOf(one) === undefined);

  it.each(['/', '/docs', '/openapi.json', ...open.map(({ path }) => path)])(
    '%s needs no key',
    async (path) => {
      const reply = await supertest(app).get(path);
      expect([200, 503]).toContain(reply.status);
      expect(reply.headers).not.toHaveProperty('www-authenticate');
    },
  );

  it('is not what changes anything', () => {
    expect(open.map(({ method }) => method)).toEqual(open.map(() => 'get'));
  });
});

describe('who is counted', () => {
  it.each([
    ['get', job, bearer(good), ['user ada']],
    ['get', '/api/v1/models', bearer(good), ['user ada']],
    ['get', job, {}, ['address address']],
    ['get', job, bearer(`atl_${'x'.repeat(43)}`), ['address address']],
    ['get', '/', bearer(good), ['address address']],
    ['get', '/health', {}, ['address address']],
    ['get', '/nowhere', bearer(good), ['address address']],
    ['put', '/chat', bearer(good), ['address address']],
    ['options', '/chat', {}, ['address address']],
    ['get', '/health/live', {}, []],
    ['get', '/health/ready', {}, []],
  ] as const)('for %s %s with %j: %j', async (method, path, headers, expected) => {
    const own = keyedApp();
    await supertest(own.app)[method](path).set(headers);
    expect(own.counted).toEqual(expected);
  });

  it('is refused before anything of it is read', async () => {
    const limited = keyedApp({
      limits: {
        count: (name, _id, setHeader) => {
          setHeader('RateLimit', `"${name}";r=0;t=8`);
          return Promise.reject(new AppError('RATE_LIMITED', 'Wait.', { retryAfterMs: 7_500 }));
        },
      },
    });
    for (const headers of [{}, bearer(good), bearer(other)]) {
      const reply = await supertest(limited.app).post('/chat').set(headers).send('{');
      expect(reply.status).toBe(429);
      expect(reply.type).toBe('application/problem+json');
      expect(reply.body).toMatchObject({ code: 'RATE_LIMITED', detail: 'Wait.' });
      expect(reply.headers['retry-after']).toBe('8');
      expect(reply.headers['ratelimit']).toMatch(/;r=0;t=8$/);
    }
    expect((await supertest(limited.app).get('/docs')).status).toBe(429);
    expect((await supertest(limited.app).get('/health/live')).status).toBe(200);
  });
});
