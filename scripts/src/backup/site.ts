import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfig } from '@atelier/config';
import { findPostgres, startPostgres } from '@atelier/embedded';
import { AppError } from '@atelier/errors';
import { createBlobStore, loadBlobStoreConfig, type BlobStore } from '@atelier/storage';
import { z } from 'zod';
import { takeLock } from '../../bootstrap/lock.mjs';
import { readEnvironment } from '../environment/read-environment.js';
import { createPostgresTools, findToolsDir, type PostgresTools } from './postgres-tools.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where one Atelier keeps what is worth a backup. */
export interface Site {
  readonly databaseUrl: string;
  readonly tools: PostgresTools;
  readonly blobs: BlobStore;
  /** True when the Postgres belongs to an `npm start` that runs. */
  readonly isRunning: boolean;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** The checkout. */
  readonly root: string;
  readonly environment: Environment;
  readonly dataDir: string | undefined;
}

/** A database that answers, and how to leave it as it was found. */
interface FoundDatabase {
  readonly url: string;
  readonly isRunning: boolean;
  readonly close: () => Promise<void>;
}

const Given = z.object({
  DATABASE_URL: z.string().optional(),
  DATA_DIR: z.string().optional(),
  PG_BIN_DIR: z.string().optional(),
});
const StackFile = z.object({ databaseUrl: z.string() });

/**
 * Finds the database and the picture store, as the services do. The Postgres of a data folder is
 * started when nothing runs on it.
 *
 * @throws AppError `CANNOT_START`, `INVALID_CONFIG`
 */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { root } = options;
  const environment = readEnvironment(root, options.environment);
  const { DATABASE_URL, DATA_DIR, PG_BIN_DIR } = loadConfig(Given, environment);
  const dataDir = resolve(root, options.dataDir ?? DATA_DIR ?? 'data');
  const isElsewhere = DATABASE_URL !== undefined && options.dataDir === undefined;
  const wheel = await findPostgres({ venvDir: join(root, '.venv') }).catch(() => undefined);
  const toolsDir = await findToolsDir([PG_BIN_DIR ?? wheel], environment['PATH']);
  const blobs = await createBlobStore(
    loadBlobStoreConfig({
      ...environment,
      ...((options.dataDir !== undefined || !environment['BLOB_DIR']) && {
        BLOB_DIR: join(dataDir, 'blobs'),
      }),
    }),
  );
  const found = isElsewhere
    ? { url: DATABASE_URL, isRunning: false, close: () => Promise.resolve() }
    : await findOwnPostgres(dataDir, wheel);
  return {
    databaseUrl: found.url,
    tools: createPostgresTools(toolsDir, found.url),
    blobs,
    isRunning: found.isRunning,
    close: async () => {
      blobs.close();
      await found.close();
    },
  };
}

async function findOwnPostgres(
  dataDir: string,
  binDir: string | undefined,
): Promise<FoundDatabase> {
  const lock = await takeLock(join(dataDir, 'run', 'lock'));
  if ('heldBy' in lock) {
    const { databaseUrl } = readStackFile(dataDir);
    return { url: databaseUrl, isRunning: true, close: () => Promise.resolve() };
  }
  try {
    if (binDir === undefined) {
      throw new AppError(
        'CANNOT_START',
        'The Postgres of npm start is not installed: run npm start once, or set DATABASE_URL.',
      );
    }
    const server = await startPostgres({
      binDir,
      dataDir: join(dataDir, 'postgres'),
      log: () => undefined,
    });
    return {
      url: server.url,
      isRunning: false,
      close: async () => {
        await server.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function readStackFile(dataDir: string): z.infer<typeof StackFile> {
  try {
    return StackFile.parse(JSON.parse(readFileSync(join(dataDir, 'run', 'stack.json'), 'utf8')));
  } catch (error) {
    throw new AppError(
      'CANNOT_START',
      `The Atelier on ${dataDir} is starting or stopping: do this again in a moment.`,
      { cause: error },
    );
  }
}
