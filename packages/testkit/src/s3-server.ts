import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, readLines } from '@atelier/embedded';
import { findS3Binary } from './s3-binary.js';
import { endChild } from './end-child.js';
import { waitFor } from './wait-for.js';

export interface S3ServerOptions {
  /** An empty folder for the server's files. Removing it afterwards is up to the caller. */
  readonly root: string;
  readonly log?: (line: string) => void;
}

/** An S3 server on loopback with one empty bucket. */
export interface S3Server {
  /** For instance `http://127.0.0.1:41234`. Needs path-style addresses. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
  readonly region: string;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

const bucket = 'atelier-test';
const region = 'us-east-1';
const startDeadlineMs = 15_000;
/** A free port can be taken by somebody else before the server has it. */
const attempts = 3;

/**
 * Starts `versitygw` over a folder. Undefined on a machine that has neither it nor Go to build it
 * with; `log` is told why.
 */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server | undefined> {
  const log = options.log ?? (() => undefined);
  const binary = await findS3Binary(log);
  if (binary === undefined) return undefined;
  const files = join(options.root, 'files');
  const meta = join(options.root, 'meta');
  await mkdir(join(files, bucket), { recursive: true });
  await mkdir(meta, { recursive: true });
  const accessKeyId = randomBytes(8).toString('hex');
  const secretAccessKey = randomBytes(16).toString('hex');
  for (let attempt = 1; ; attempt += 1) {
    const address = `127.0.0.1:${await freePort()}`;
    // The metadata goes beside the files, not into extended attributes, which not every disk has.
    const child = spawn(
      binary,
      ['--port', address, '--health', '/health', '--quiet', 'posix', '--sidecar', meta, files],
      {
        env: { ROOT_ACCESS_KEY_ID: accessKeyId, ROOT_SECRET_ACCESS_KEY: secretAccessKey },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    child.once('error', (error) => {
      log(error.message);
    });
    readLines(child.stdout, log);
    readLines(child.stderr, log);
    const endpoint = `http://${address}`;
    if (await answers(child, endpoint)) {
      const stop = () => endChild(child);
      return { endpoint, accessKeyId, secretAccessKey, bucket, region, stop };
    }
    await endChild(child);
    if (attempt >= attempts) throw new Error('The S3 server for tests does not start.');
  }
}

async function answers(child: ChildProcess, endpoint: string): Promise<boolean> {
  const look = async () => {
    if (child.pid === undefined || child.exitCode !== null) return 'gone';
    const response = await fetch(`${endpoint}/health`, { signal: AbortSignal.timeout(2_000) });
    return response.ok && 'here';
  };
  const options = { timeoutMs: startDeadlineMs, retryErrors: true };
  return (await waitFor(look, options).catch(() => 'gone')) === 'here';
}
