import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { Database } from '@atelier/database';
import { createLogger } from '@atelier/logging';
import { loadGatewayConfig } from '../config.js';
import { limitsOf, startAccess } from './start-access.js';

const log = createLogger({ service: 'test', level: 'fatal' });

const configOf = (environment: Record<string, string> = {}) =>
  loadGatewayConfig({
    DATABASE_URL: 'postgresql://localhost/none',
    REDIS_URL: 'redis://localhost:1',
    LLM_WORKER_URL: 'http://127.0.0.1:1',
    LLM_WORKER_TOKEN: 'a-token-of-16-chars',
    ...environment,
  });

describe('limitsOf', () => {
  const keyed = { AUTH_MODE: 'api-key' };
  it.each([
    [{}, {}],
    [keyed, { user: 600, address: 1_200 }],
    [{ ...keyed, RATE_LIMIT_USER_PER_MINUTE: '0' }, { address: 1_200 }],
    [{ ...keyed, RATE_LIMIT_ADDRESS_PER_MINUTE: '0' }, { user: 600 }],
    [{ RATE_LIMIT_USER_PER_MINUTE: '5' }, { user: 5 }],
  ])('of %j is %j', (environment, limits) => {
    expect(limitsOf(configOf(environment))).toEqual(limits);
  });
});

describe('without keys', () => {
  it('everybody is the one owner, as often as he likes', async () => {
    const users: string[] = [];
    const ensure = ({ name }: { name: string }) => {
      users.push(name);
      return Promise.resolve('the-owner');
    };
    const database = { users: { ensure } } as unknown as Database;
    const access = await startAccess({ config: configOf(), database, log });
    expect(users).toEqual(['local']);
    const request = { headers: {}, socket: {} } as IncomingMessage;
    const told: string[] = [];
    const setHeader = (name: string) => told.push(name);
    for (let time = 0; time < 2_000; time += 1) {
      expect(await access.enter(request, 'models', setHeader)).toEqual({ ownerId: 'the-owner' });
      await access.pass(request, setHeader);
    }
    expect(told).not.toContain('RateLimit');
    await access.close();
  });
});

describe('settings', () => {
  it.each([
    [{ AUTH_MODE: 'password' }, /AUTH_MODE is wrong \(use none or api-key\)/],
    [{ TRUSTED_PROXIES: 'proxy.example' }, /TRUSTED_PROXIES is wrong/],
    [{ TRUSTED_PROXIES: '10.0.0.1,0.0.0.0/0' }, /TRUSTED_PROXIES is wrong/],
    [{ RATE_LIMIT_USER_PER_MINUTE: 'many' }, /RATE_LIMIT_USER_PER_MINUTE is wrong/],
  ])('%j are refused', (environment, says) => {
    expect(() => configOf(environment)).toThrow(says);
  });

  it('name proxies in a list', () => {
    const { TRUSTED_PROXIES } = configOf({ TRUSTED_PROXIES: '10.0.0.0/8, ::1' });
    expect(TRUSTED_PROXIES).toEqual(['10.0.0.0/8', '::1']);
  });
});
