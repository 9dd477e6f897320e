export { contentsOf, type HubContent } from './hub/hub-content.js';
export type { HubFault, HubRequest } from './hub/hub-faults.js';
export { startTestHub, type TestHub } from './hub/test-hub.js';
export { startS3Server, type S3Server, type S3ServerOptions } from './s3-server.js';
export { seededRandom, type SeededRandom } from './seeded-random.js';
export type { LoggedEvent } from './service-log.js';
export {
  spawnService,
  type ServiceExit,
  type ServiceProcess,
  type SpawnServiceOptions,
  type WaitForEventOptions,
} from './service-process.js';
export { tempDir, type TempDir } from './temp-dir.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { requiredTestVariable, testVariable } from './test-environment.js';
export { testRedisUrl } from './test-redis.js';
export { testS3, toS3TestVariables, type TestS3 } from './test-s3.js';
export { waitFor, type WaitForOptions } from './wait-for.js';
export { parseExposition, type Exposition, type Sample } from './exposition.js';
export { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from './otlp-receiver.js';
