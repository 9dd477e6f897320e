import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the default name of each base stands, and the variable that names another. */
const sources = {
  node: { file: 'docker/service.Dockerfile', pattern: /^ARG NODE_IMAGE=(\S+)$/m },
  python: { file: 'docker/worker.Dockerfile', pattern: /^ARG PYTHON_IMAGE=(\S+)$/m },
  postgres: { file: 'compose.yaml', pattern: /\$\{POSTGRES_IMAGE:-([^}]+)\}/ },
  redis: { file: 'compose.yaml', pattern: /\$\{REDIS_IMAGE:-([^}]+)\}/ },
  minio: { file: 'compose.yaml', pattern: /\$\{MINIO_IMAGE:-([^}]+)\}/ },
};

/**
 * The images that the files start from, as they name them, so that local ones can take their place.
 *
 * @param {string} root
 * @returns {Promise<Record<keyof typeof sources, string>>}
 */
export async function basesInUse(root) {
  const found = await Promise.all(
    Object.entries(sources).map(async ([base, { file, pattern }]) => {
      const name = pattern.exec(await readFile(join(root, file), 'utf8'))?.[1];
      if (name === undefined) throw new Error(`${file} does not say what ${base} starts from.`);
      return [base, name];
    }),
  );
  return Object.fromEntries(found);
}
