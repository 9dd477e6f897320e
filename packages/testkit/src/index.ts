export { startS3Server, type S3Server, type S3ServerOptions } from './s3-server.js';
export { seededRandom, type SeededRandom } from './seeded-random.js';
export { tempDir, type TempDir } from './temp-dir.js';
export { testS3, toS3TestVariables, type TestS3 } from './test-s3.js';
export { requiredTestVariable, testVariable } from './test-environment.js';
export { waitFor, type WaitForOptions } from './wait-for.js';
