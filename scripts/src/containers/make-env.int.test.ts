import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';

const script = fileURLToPath(new URL('../../../docker/make-env.sh', import.meta.url));

describe('make-env', () => {
  let dir: TempDir;
  let file: string;
  beforeEach(async () => {
    dir = await tempDir();
    file = join(dir.path, '.env');
  });
  afterEach(() => dir.remove());

  function makeEnv(environment: Record<string, string> = {}) {
    const env = { PATH: process.env['PATH'], ...environment };
    const said = execFileSync('sh', [script, file], { env, encoding: 'utf8' });
    const text = readFileSync(file, 'utf8');
    return { said, text, values: parseEnv(text) };
  }

  it('makes long secrets, each another, for the owner of the file alone', () => {
    const { said, values } = makeEnv();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const secrets = Object.values(values);
    expect(secrets.length).toBeGreaterThan(6);
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const secret of secrets) {
      expect(secret).toMatch(/^[-\w]{16,}$/);
      expect(said).not.toContain(secret);
    }
    expect(values['POSTGRES_PASSWORD']).toMatch(/^[0-9a-f]{48}$/);
  });

  it('keeps what is there, also in a file whose last line has no end', () => {
    writeFileSync(file, '#REDIS_PASSWORD=\nPUBLISH_PORT=9000\nREDIS_PASSWORD=of-my-own', {
      mode: 0o644,
    });
    const first = makeEnv();
    expect(first.values).toMatchObject({ PUBLISH_PORT: '9000', REDIS_PASSWORD: 'of-my-own' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(makeEnv().text).toBe(first.text);
  });

  it('leaves MinIO out where an object store is named, and its keys to a person', () => {
    const { said, values } = makeEnv({ S3_ENDPOINT: 'https://s3.example.test' });
    expect(said).toMatch(/Add S3_ACCESS_KEY_ID/);
    expect(values).not.toHaveProperty('S3_SECRET_ACCESS_KEY');
    expect(values).toMatchObject({
      S3_ENDPOINT: 'https://s3.example.test',
      S3_NETWORK: 'edge',
      MINIO_REPLICAS: '0',
    });
    writeFileSync(file, 'S3_ENDPOINT=https://s3.example.test\n');
    expect(makeEnv().values).toMatchObject({ MINIO_REPLICAS: '0' });
  });
});
