export {
  findEmbeddedBinaries,
  findPostgres,
  findRedis,
  type EmbeddedBinaries,
} from './binaries.js';
export { freePort } from './free-port.js';
export { readLines } from './lines.js';
export { startPostgres, type PostgresOptions } from './postgres.js';
export { startRedis, type RedisOptions } from './redis.js';
export { readOrCreateSecret } from './secret.js';
export type { EmbeddedServer, ServerExit } from './server-process.js';
