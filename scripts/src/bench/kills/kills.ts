import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  createOpenVinoImageEngine,
  createOpenVinoTextEngine,
  type OpenVinoControl,
} from '@atelier/engine-openvino';
import { AppError } from '@atelier/errors';
import { mixedRequest } from '../soak/mixed-requests.js';

export interface Kills {
  readonly python: string;
  readonly chatModel: string;
  readonly imageModel: string;
  readonly kills: number;
}

export interface KillReport {
  readonly kills: number;
  /** From the kill to `ENGINE_LOST` at the caller, in milliseconds. */
  readonly slowestFailureMs: number;
  /** From the kill to the end of the next answer, in milliseconds. */
  readonly slowestRecoveryMs: number;
  readonly orphans: number;
  /** Open files of this process before and after. */
  readonly files: readonly [number, number];
  /** Resident memory of this process in MiB after a tenth of the kills, and after all. */
  readonly memory: readonly [number, number];
}

const recoverWithinMs = 60_000;

/** Kills the text and the image runtime in turns, in the middle of a request, and asks again. */
export async function killRuntimes(options: Kills): Promise<KillReport> {
  const filesBefore = await openFiles();
  const { python } = options;
  const text = await createOpenVinoTextEngine({
    model: { id: 'chat', path: options.chatModel },
    python,
    kvCacheBytes: 16 * 1024 ** 2,
  });
  const image = await createOpenVinoImageEngine({
    model: { id: 'image', path: options.imageModel },
    python,
  });
  const pids: number[] = [];
  let slowestFailureMs = 0;
  let slowestRecoveryMs = 0;
  let memoryBefore = 0;
  try {
    for (let kill = 0; kill < options.kills; kill += 1) {
      const isText = kill % 2 === 0;
      const engine: OpenVinoControl = isText ? text : image;
      const work = isText ? () => write(2 * kill) : () => draw(kill);
      const killedAt = await failing(work(), () => {
        const pid = engine.pid();
        if (pid === undefined) throw new Error('There is no runtime to kill.');
        pids.push(pid);
        process.kill(pid, 'SIGKILL');
      });
      slowestFailureMs = Math.max(slowestFailureMs, performance.now() - killedAt);
      await recovered(isText ? () => write(2 * kill + 1) : () => draw(kill));
      slowestRecoveryMs = Math.max(slowestRecoveryMs, performance.now() - killedAt);
      if (kill + 1 === Math.ceil(options.kills / 10)) memoryBefore = residentMiB();
    }
  } finally {
    await text.close();
    await image.close();
  }
  const memory = [memoryBefore, residentMiB()] as const;
  const orphans = pids.filter((pid) => existsSync(`/proc/${pid}`)).length;
  const files = [filesBefore, await openFiles()] as const;
  const { kills } = options;
  return { kills, slowestFailureMs, slowestRecoveryMs, orphans, files, memory };

  function write(number: number): AsyncIterable<unknown> {
    const request = { ...mixedRequest(number), maxTokens: 400, stop: [] };
    delete request.output;
    return text.generate(request, new AbortController().signal);
  }

  function draw(seed: number): AsyncIterable<unknown> {
    const settings = { prompt: 'a red circle', negativePrompt: '', width: 128, height: 128 };
    const request = { ...settings, steps: 50, guidanceScale: 7.5, seed, count: 1 };
    return image.draw({ ...request, scheduler: 'ddim' }, new AbortController().signal);
  }
}

/** Kills at the third part; resolves with that time once the caller has been told. */
async function failing(parts: AsyncIterable<unknown>, kill: () => void): Promise<number> {
  let seen = 0;
  let killedAt = Number.NaN;
  try {
    for await (const _ of parts) {
      seen += 1;
      if (seen !== 3) continue;
      killedAt = performance.now();
      kill();
    }
  } catch (error) {
    if (AppError.is(error) && error.code === 'ENGINE_LOST') return killedAt;
    throw error;
  }
  throw new Error('A request survived the death of its runtime.');
}

/** Asks until it is served. */
async function recovered(work: () => AsyncIterable<unknown>): Promise<void> {
  for (const start = performance.now(); ;) {
    try {
      for await (const _ of work()) continue;
      return;
    } catch (error) {
      const isPassing = AppError.is(error) && error.code === 'ENGINE_LOST';
      if (!isPassing || performance.now() - start > recoverWithinMs) throw error;
      await pause(20);
    }
  }
}

async function openFiles(): Promise<number> {
  return (await readdir('/proc/self/fd')).length;
}

function residentMiB(): number {
  return Math.round(process.memoryUsage.rss() / 1024 ** 2);
}
