import { requiredTestVariable, testVariable } from './test-environment.js';

/** Redis has 16 databases unless told; 0 is left to people. */
const databases = 15;

/**
 * The Redis of the test run (`TEST_REDIS_URL`), with a database that test files running at the same
 * time don't share. What an earlier file left there is still there: flush it (`FLUSHDB`), or use keys
 * that are new. Whoever stops Redis or flushes all of it starts one of his own.
 */
export function testRedisUrl(): string {
  const url = new URL(requiredTestVariable('TEST_REDIS_URL'));
  const worker = Number(testVariable('JEST_WORKER_ID') ?? 1);
  url.pathname = `/${((worker - 1) % databases) + 1}`;
  return url.href;
}
