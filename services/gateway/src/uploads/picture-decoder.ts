import { imageLimits } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import type { DecodeOutcome, DecodeTask, PictureRole } from './decode-picture.js';
import {
  builtDecoder,
  forkDecoder,
  type DecoderChild,
  type DecoderLaunch,
} from './decoder-child.js';
import { createFairLine } from './fair-line.js';

/** Decodes pictures in a process of its own, one at a time. */
export interface PictureDecoder {
  /**
   * @param signal ends the waiting.
   * @throws AppError `UPLOADS_BUSY`, `SHUTTING_DOWN`, `CANCELLED`, `INTERNAL` (it can't be started),
   *   and what `read` throws.
   */
  decode(
    picture: {
      readonly ownerId: string;
      readonly role: PictureRole;
      /** Brings the file when it is its turn: those that wait hold no memory. */
      readonly read: () => Uint8Array | Promise<Uint8Array>;
    },
    signal: AbortSignal,
  ): Promise<DecodeOutcome>;
  /** Id of the process that runs now. */
  pid(): number | undefined;
  /** Ends the process; what waits fails with `SHUTTING_DOWN`. */
  close(): void;
}

export interface PictureDecoderOptions {
  readonly log: Logger;
  /** Left out, the process that is built beside this file. */
  readonly launch?: DecoderLaunch;
  /** Pictures that may wait; 32 unless told. */
  readonly places?: number;
  /** How long a picture may wait, in milliseconds; 30,000 unless told. */
  readonly waitMs?: number;
  /** How long decoding one may take, in milliseconds; 30,000 unless told. */
  readonly deadlineMs?: number;
  /** A process that holds more memory than this afterwards is replaced; 384 MiB unless told. */
  readonly maxRssBytes?: number;
  /** A process that nobody needed for so long is ended, in milliseconds; 60,000 unless told. */
  readonly idleMs?: number;
}

interface Waiting {
  readonly toTask: () => Promise<DecodeTask>;
  readonly settle: (result: Promise<DecodeOutcome>) => void;
}

/** The shortest side that can be worked with, in pixels. */
const minSide = 16;
/** A picture that ends the process so often is refused. */
const maxTries = 2;

export function createPictureDecoder(options: PictureDecoderOptions): PictureDecoder {
  const { log, launch = builtDecoder, places = 32 } = options;
  const { waitMs = 30_000, deadlineMs = 30_000, idleMs = 60_000 } = options;
  const { maxRssBytes = 384 * 1024 * 1024 } = options;
  const line = createFairLine<Waiting>(places);
  let child: DecoderChild | undefined;
  let isBusy = false;
  let isClosed = false;
  let idle: NodeJS.Timeout | undefined;

  const endIfClosed = () => {
    if (isClosed) throw new AppError('SHUTTING_DOWN');
  };
  const decodeOnce = async (task: DecodeTask) => {
    if (child === undefined || child.isGone()) child = forkDecoder(launch);
    const answer = await child.decode(task, deadlineMs);
    if (typeof answer === 'string' || answer.rssBytes > maxRssBytes) child.kill();
    return answer;
  };
  const decode = async ({ toTask }: Waiting): Promise<DecodeOutcome> => {
    const task = await toTask();
    for (let tries = 1; ; tries += 1) {
      endIfClosed();
      const answer = await decodeOnce(task);
      if (typeof answer !== 'string') return answer.outcome;
      endIfClosed();
      log.warn('uploads.decoder-lost', { state: answer, attempt: tries });
      if (answer === 'late') {
        return { problem: 'takes too long to decode; save it again, smaller or as a plain PNG' };
      }
      if (tries < maxTries) continue;
      if (answer === 'not-started') throw new AppError('INTERNAL', 'No picture can be decoded.');
      return { problem: 'can not be decoded; save the picture again and send that' };
    }
  };
  const work = async () => {
    if (isBusy) return;
    isBusy = true;
    clearTimeout(idle);
    for (let next = line.shift(); next; next = line.shift()) {
      const result = decode(next);
      next.settle(result);
      await result.catch(() => undefined);
    }
    isBusy = false;
    idle = setTimeout(() => child?.kill(), idleMs).unref();
  };

  return {
    decode: ({ ownerId, role, read }, signal) =>
      new Promise((resolve, reject) => {
        const leave = (error?: AppError) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', cancel);
          line.remove(ownerId, waiting);
          if (error) reject(error);
        };
        const cancel = () => {
          leave(new AppError('CANCELLED'));
        };
        const waiting: Waiting = {
          async toTask() {
            return { bytes: await read(), role, minSide, maxSide: imageLimits.maxSize };
          },
          settle(result) {
            leave();
            resolve(result);
          },
        };
        const timer = setTimeout(() => {
          leave(busy());
        }, waitMs);
        signal.addEventListener('abort', cancel, { once: true });
        if (signal.aborted) cancel();
        else if (isClosed) leave(new AppError('SHUTTING_DOWN'));
        else if (!line.push(ownerId, waiting)) leave(busy());
        else void work();
      }),
    pid: () => (child?.isGone() === false ? child.pid : undefined),
    close() {
      isClosed = true;
      clearTimeout(idle);
      child?.kill();
      const stopped = Promise.reject(new AppError('SHUTTING_DOWN'));
      stopped.catch(() => undefined);
      for (let next = line.shift(); next; next = line.shift()) next.settle(stopped);
    },
  };
}

function busy(): AppError {
  const says = 'Too many pictures are being read at once. Send it again shortly.';
  return new AppError('UPLOADS_BUSY', says);
}
