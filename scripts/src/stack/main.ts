import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createClient } from '@atelier/client';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import { bringUp } from './bring-up.js';
import { createLogHub, type LogHub } from './log-hub.js';
import { createProcessRecords, endLeftOvers, writePrivateJson } from './process-records.js';
import { readyMessage, urlOf } from './ready-message.js';
import type { StackOptions, Wiring } from './stack-options.js';
import { createStack, type Stack } from './stack.js';
import { listenForStopRequests, type StopRequests } from './stop-requests.js';

const exitFailed = 1;
/** The usual exit code after Ctrl-C; here, after the second one. */
const exitForced = 130;

/**
 * Runs Atelier until it is told to stop, or can't start. The caller holds the data folder's lock.
 *
 * @returns the exit code
 */
export async function runStack(options: StackOptions): Promise<number> {
  const { root, dataDir } = options;
  const runFolder = join(dataDir, 'run');
  mkdirSync(runFolder, { recursive: true });
  const hub = openHub(options);
  const log = createLogger({ service: 'atelier', stream: intoHub(hub) });
  const requests = listenForStopRequests(options.environment);
  const recordsFile = join(runFolder, 'processes.json');
  const stackFile = join(runFolder, 'stack.json');

  const ended = await endLeftOvers(recordsFile);
  if (ended.length > 0) log.warn('leftover.ended', { message: ended.join(', ') });
  const records = createProcessRecords(recordsFile);
  const stack = createStack({ root, log, hub, records });
  const signal = AbortSignal.any([requests.first, stack.hopeless]);
  const hooks = {
    onLine: hub.write,
    onSpawn: records.record,
  };

  let failure: string | undefined;
  try {
    const wiring = await bringUp({ options, stack, log, hooks, signal });
    writePrivateJson(stackFile, toStackFile(wiring));
    stack.markReady();
    const url = urlOf(wiring.host, wiring.port);
    const health = await createClient({ baseUrl: url })
      .health()
      .catch(() => undefined);
    hub.say(readyMessage(options, url, health));
    await aborted(signal);
  } catch (error) {
    if (!signal.aborted) failure = toSentence(error);
  }
  if (stack.hopeless.aborted) failure ??= String(stack.hopeless.reason);
  if (requests.first.aborted) hub.say('\nStopping Atelier (Ctrl-C again ends it at once).');

  await stopOrKill(stack, requests);
  records.remove();
  rmSync(stackFile, { force: true });
  await log.flush();
  hub.close();
  requests.release();
  if (failure !== undefined) process.stderr.write(`${failure}\n`);
  if (failure !== undefined) return exitFailed;
  return requests.second.aborted ? exitForced : 0;
}

async function stopOrKill(stack: Stack, requests: StopRequests): Promise<void> {
  const stopped = stack.stop();
  const killed = aborted(requests.second).then(() => stack.kill());
  await Promise.race([stopped, killed]);
}

function openHub({ dataDir, quiet, environment }: StackOptions): LogHub {
  const screen = process.stdout;
  // Whoever read may be gone (a closed terminal, `| head`): Atelier goes on.
  screen.on('error', () => undefined);
  const colours = screen.isTTY && environment['NO_COLOR'] === undefined;
  return createLogHub({ folder: join(dataDir, 'logs'), screen, colours, quiet });
}

/** The supervisor's own lines go where those of the others go. */
function intoHub(hub: LogHub): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: unknown, _encoding, done) => {
      for (const line of String(chunk).split('\n')) hub.write('atelier', line);
      done();
    },
  });
}

/** For tests and tools on this machine: where everything is. */
function toStackFile(wiring: Wiring) {
  return {
    url: urlOf(wiring.host, wiring.port),
    port: wiring.port,
    databaseUrl: wiring.databaseUrl,
    redisUrl: wiring.redisUrl,
    blobDir: wiring.blobDir,
    llmWorkerUrl: `http://127.0.0.1:${wiring.llmWorkerPort}`,
    startedAt: new Date().toISOString(),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}

function toSentence(error: unknown): string {
  if (AppError.is(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
