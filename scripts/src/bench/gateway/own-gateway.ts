import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Environment, OwnStack } from '../own-stack.js';

/** A gateway beside that of a stack, with another llm-worker behind it. */
export interface OwnGateway {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface OwnGatewayOptions {
  readonly environment: Environment;
  /** Whose database, queue and pictures it uses. */
  readonly stack: OwnStack;
  readonly llmWorker: { readonly url: string; readonly token: string };
}

const entry = fileURLToPath(new URL('../../../../services/gateway/dist/main.js', import.meta.url));
const Listening = z.object({ event: z.literal('gateway.listening'), port: z.int() });

export async function startOwnGateway(options: OwnGatewayOptions): Promise<OwnGateway> {
  const { environment, stack, llmWorker } = options;
  const child = spawn(process.execPath, [entry], {
    env: {
      ...environment,
      ...{ HOST: '127.0.0.1', PORT: '0', ATELIER_PARENT_PIPE: '1', MODELS_AUTO_DOWNLOAD: 'false' },
      DATABASE_URL: stack.databaseUrl,
      REDIS_URL: stack.redisUrl,
      BLOB_DIR: stack.blobDir,
      LLM_WORKER_URL: llmWorker.url,
      LLM_WORKER_TOKEN: llmWorker.token,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const heard = Listening.safeParse(line.startsWith('{') ? JSON.parse(line) : undefined);
      if (heard.success) resolve(heard.data.port);
    });
    void ended.then(() => {
      reject(new Error('The gateway ended before it listened.'));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
