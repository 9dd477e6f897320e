export { startS3Server, type S3Server, type S3ServerOptions } from './s3-server.js';
export { seededRandom, type SeededRandom } from './seeded-random.js';
export { tempDir, type TempDir } from './temp-dir.js';
export { requiredTestVariable, testVariable } from './test-environment.js';
export { waitFor, type WaitForOptions } from './wait-for.js';
