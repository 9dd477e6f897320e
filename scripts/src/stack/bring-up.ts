import { join } from 'node:path';
import { createClient } from '@atelier/client';
import { loadConfig } from '@atelier/config';
import { readOrCreateSecret } from '@atelier/embedded';
import { errorFields, type Logger } from '@atelier/logging';
import { z } from 'zod';
import { atelierServices } from './atelier-services.js';
import { borrowKey } from './borrow-key.js';
import { freePortExcept, postgresSpec, redisSpec, type EmbeddedHooks } from './embedded-servers.js';
import { waitUntilReady } from './readiness.js';
import { urlOf } from './ready-message.js';
import type { StackOptions, Wiring } from './stack-options.js';
import type { Stack } from './stack.js';

/** What a person may run themselves instead of ours. */
const Given = z.object({
  DATABASE_URL: z.string().optional(),
  REDIS_URL: z.string().optional(),
  LLM_WORKER_TOKEN: z.string().optional(),
});

export interface BringUpContext {
  readonly options: StackOptions;
  readonly stack: Stack;
  readonly log: Logger;
  readonly hooks: EmbeddedHooks;
  /** Aborts when the start is called off. */
  readonly signal: AbortSignal;
}

const readyDeadlineMs = 120_000;
/** Large models take minutes to load the first time. */
const loadDeadlineMs = 900_000;

/**
 * Starts everything in order and waits until a chat turn was answered.
 *
 * @throws AppError with the sentence to show; whatever the signal aborted with, when it did
 */
export async function bringUp(context: BringUpContext): Promise<Wiring> {
  const { options, stack, log, signal } = context;
  const wiring = await wire(context);
  signal.throwIfAborted();
  const isKeyed = wiring.environment['AUTH_MODE'] === 'api-key';
  const key = isKeyed ? await borrowKey(wiring.databaseUrl) : undefined;
  try {
    for (const spec of (options.services ?? atelierServices)(wiring)) stack.addService(spec);
    const baseUrl = urlOf(wiring.host, wiring.port);
    await waitUntilReady({
      client: createClient({ baseUrl, ...(key && { fetch: key.fetch }) }),
      log,
      deadlineMs: options.readyDeadlineMs ?? (options.mocks ? readyDeadlineMs : loadDeadlineMs),
      signal,
    });
  } finally {
    await key?.giveBack().catch((error: unknown) => {
      log.warn('readiness.key-not-removed', errorFields(error));
    });
  }
  return wiring;
}

async function wire({ options, stack, hooks, signal }: BringUpContext): Promise<Wiring> {
  const { dataDir, environment } = options;
  const given = loadConfig(Given, environment);
  const [databaseUrl, redisUrl, llmWorkerToken] = await Promise.all([
    given.DATABASE_URL ?? startFirst(stack, postgresSpec(options, hooks), signal),
    given.REDIS_URL ?? startFirst(stack, redisSpec(options, hooks), signal),
    given.LLM_WORKER_TOKEN ?? readOrCreateSecret(join(dataDir, 'secrets', 'llm-worker-token')),
  ]);
  const port = options.port === 0 ? await freePortExcept([]) : options.port;
  return {
    root: options.root,
    host: options.host,
    port,
    mocks: options.mocks,
    diffusionWorkers: options.diffusionWorkers,
    databaseUrl,
    redisUrl,
    llmWorkerPort: await freePortExcept([port]),
    llmWorkerToken,
    blobDir: join(dataDir, 'blobs'),
    environment: {
      OPENVINO_CACHE_DIR: join(dataDir, 'cache', 'openvino'),
      MODELS_DIR: join(dataDir, 'models'),
      ...environment,
    },
  };
}

async function startFirst(
  stack: Stack,
  promised: ReturnType<typeof postgresSpec>,
  signal: AbortSignal,
): Promise<string> {
  const spec = await promised;
  await Promise.race([stack.addServer(spec), rejection(signal)]);
  return spec.url();
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => {
      reject(new Error('called off', { cause: signal.reason }));
    };
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail, { once: true });
  });
}
