import { Writable } from 'node:stream';
import { join } from 'node:path';
import { ApiKeyScope } from '@atelier/contracts';
import { createDatabase, type Database } from '@atelier/database';
import { createLogger } from '@atelier/logging';
import { createBlobStore, type BlobStore } from '@atelier/storage';
import { v7 as uuidv7 } from 'uuid';
import { loadGatewayConfig } from '../../config.js';
import { startGateway } from '../../start-gateway.js';
import { sourceDecoder } from '../../uploads/testing/decoder-launch.js';

export interface TestGatewayOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly llmWorkerUrl: string;
  /** For pictures, models and the page. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The whole gateway with keys, as main.ts starts it. */
export interface TestGateway {
  readonly url: string;
  readonly database: Database;
  readonly blobs: BlobStore;
  /** All that was logged so far, at level debug. */
  logged(): string;
  /** A key of the user of this name, with all scopes but these. */
  issue(user: string, options?: { readonly without?: ApiKeyScope }): Promise<IssuedKey>;
  stop(): Promise<void>;
}

export interface IssuedKey {
  readonly id: string;
  readonly ownerId: string;
  readonly key: string;
}

export async function startTestGateway(options: TestGatewayOptions): Promise<TestGateway> {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  const { databaseUrl, redisUrl, llmWorkerUrl, folder, environment } = options;
  const blobs = await createBlobStore({ kind: 'folder', root: join(folder, 'blobs') });
  const running = await startGateway({
    config: loadGatewayConfig({
      PORT: '0',
      AUTH_MODE: 'api-key',
      RATE_LIMIT_USER_PER_MINUTE: '0',
      RATE_LIMIT_ADDRESS_PER_MINUTE: '0',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      LLM_WORKER_URL: llmWorkerUrl,
      LLM_WORKER_TOKEN: 'a-token-of-the-llm-worker',
      MODELS_DIR: join(folder, 'models'),
      OFFLINE: 'true',
      // No model is expected whose vocabulary pictures would have to keep to.
      USE_MOCKS: 'true',
      ...environment,
    }),
    blobs,
    dashboardDir: folder,
    version: '0.1.0',
    decoder: sourceDecoder,
    log: createLogger({ service: 'gateway', level: 'debug', stream }),
  });
  const database = createDatabase({ url: databaseUrl, onError: () => undefined });
  const port = /"event":"gateway.listening".*"port":(\d+)/.exec(written)?.[1] ?? '';
  return {
    url: `http://127.0.0.1:${port}`,
    database,
    blobs,
    logged: () => written,
    async issue(user, { without } = {}) {
      const ownerId = await database.users.ensure({ id: uuidv7(), name: user });
      const scopes = ApiKeyScope.options.filter((scope) => scope !== without);
      const id = uuidv7();
      const key = await database.apiKeys.issue({ id, ownerId, name: 'test', scopes });
      return { id, ownerId, key };
    },
    async stop() {
      await running.stop();
      await database.close();
    },
  };
}
