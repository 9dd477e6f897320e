import type { S3Server } from './s3-server.js';
import { requiredTestVariable } from './test-environment.js';

const none = 'none';

/** How to reach the S3 server of the test run. */
export type TestS3 = Omit<S3Server, 'stop'>;

/** What the test script puts into the environment, for `testS3` to find. */
export function toS3TestVariables(server: TestS3 | undefined): Record<string, string> {
  if (server === undefined) return { TEST_S3_ENDPOINT: none };
  return {
    TEST_S3_ENDPOINT: server.endpoint,
    TEST_S3_ACCESS_KEY_ID: server.accessKeyId,
    TEST_S3_SECRET_ACCESS_KEY: server.secretAccessKey,
    TEST_S3_BUCKET: server.bucket,
    TEST_S3_REGION: server.region,
  };
}

/**
 * The S3 server of the test run. Undefined where the test script has found that this machine can't
 * have one, and has said so.
 *
 * @throws Error when the tests were not started by the test script.
 */
export function testS3(): TestS3 | undefined {
  const endpoint = requiredTestVariable('TEST_S3_ENDPOINT');
  if (endpoint === none) return undefined;
  return {
    endpoint,
    accessKeyId: requiredTestVariable('TEST_S3_ACCESS_KEY_ID'),
    secretAccessKey: requiredTestVariable('TEST_S3_SECRET_ACCESS_KEY'),
    bucket: requiredTestVariable('TEST_S3_BUCKET'),
    region: requiredTestVariable('TEST_S3_REGION'),
  };
}
