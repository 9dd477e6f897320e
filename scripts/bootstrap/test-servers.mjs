import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Postgres, Redis and S3 for a test run, from the packages that were just built.
 *
 * @param {{ root: string, folder: string, say: (text: string) => void }} options
 * @returns {Promise<{ variables: Record<string, string>, tmp: string, stop: () => Promise<void> }>}
 */
export async function startTestServers({ root, folder, say }) {
  const load = (/** @type {string} */ name) =>
    import(pathToFileURL(join(root, 'packages', name, 'dist', 'index.js')).href);
  const [
    { findEmbeddedBinaries, startPostgres, startRedis },
    { startS3Server, toS3TestVariables },
  ] = await Promise.all([load('embedded'), load('testkit')]);
  const tmp = join(folder, 'tmp');
  await mkdir(tmp);
  const binaries = await findEmbeddedBinaries({
    venvDir: join(root, '.venv'),
    searchPath: process.env['PATH'],
  });

  /** @type {string[]} */
  const last = [];
  const log = (/** @type {string} */ line) => {
    last.push(line);
    if (last.length > 50) last.shift();
  };
  /** @type {{ stop: () => Promise<void> }[]} */
  const started = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
  try {
    const postgres = await startPostgres({
      binDir: binaries.postgresBinDir,
      dataDir: join(folder, 'postgres'),
      log,
    });
    started.push(postgres);
    const redis = await startRedis({
      binary: binaries.redisBinary,
      dataDir: join(folder, 'redis'),
      password: randomBytes(24).toString('base64url'),
      log,
    });
    started.push(redis);
    const s3 = await startS3Server({ root: join(folder, 's3'), log: say });
    if (s3) started.push(s3);
    const variables = {
      TEST_DATABASE_URL: postgres.url,
      TEST_REDIS_URL: redis.url,
      TEST_REDIS_SERVER: binaries.redisBinary,
      ...toS3TestVariables(s3),
    };
    return { variables, tmp, stop };
  } catch (error) {
    await stop();
    say(last.join('\n'));
    throw error;
  }
}
