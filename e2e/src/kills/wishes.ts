import type { Client } from '@atelier/client';
import { isFinalImageStatus, type ImageJobInput, type ImageJobStatus } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { waitFor, type SeededRandom } from '@atelier/testkit';
import sharp from 'sharp';

/** A picture that somebody wants, and whether he thinks better of it. */
export interface Wish {
  readonly number: number;
  /** A request for a picture job; undefined for one that is made by chatting. */
  readonly request: ImageJobInput | undefined;
  /** Pictures that it comes to. */
  readonly count: number;
  /** What is kept beside its pictures: what it starts from. */
  readonly inputs: readonly string[];
  /** Cancelled so many milliseconds after it was accepted. */
  readonly cancelAfterMs: number | undefined;
}

/** A wish that was taken, and how it must end. */
export interface Accepted {
  readonly wish: Wish;
  readonly id: string;
  readonly status: ImageJobStatus;
}

const side = 64;
const steps = 10;
/** While one process after the other is killed, nothing may be served for a long time. */
const patienceMs = 300_000;

/** Wishes of every kind, each another one; the same random numbers give the same wishes. */
export async function createWishes(random: SeededRandom) {
  const plain = { create: { width: side, height: side, channels: 3 as const, background: '#a33' } };
  const image = (await sharp(plain).png().toBuffer()).toString('base64');
  const white = { ...plain.create, background: '#fff' };
  const mask = (await sharp({ create: white }).png().toBuffer()).toString('base64');
  let number = 0;

  return function next(): Wish {
    number += 1;
    const words = { prompt: `star number ${number}`, steps };
    const size = { width: side, height: side };
    const count = random.integer(1, 2);
    const format = random.pick(['png', 'webp'] as const);
    const source = { inputs: ['source.png'], count: 1 };
    const drawn = { request: { ...words, ...size, count, format }, count, inputs: [] };
    const cancelAfterMs = random.next() < 1 / 6 ? random.integer(0, 1_500) : undefined;
    const made = random.pick([
      { request: undefined, count: 1, inputs: [] },
      drawn,
      drawn,
      { request: { kind: 'edit' as const, ...words, image, strength: 0.5 }, ...source },
      { request: { kind: 'upscale' as const, image, factor: 2 as const, reuse: false }, ...source },
      {
        request: { kind: 'inpaint' as const, ...words, image, mask },
        ...{ count: 1, inputs: ['source.png', 'mask.png'] },
      },
    ]);
    return { number, cancelAfterMs, ...made };
  };
}

/** Asks until the wish is taken, under a key that makes the retries safe, and perhaps cancels it. */
export async function fulfil(client: Client, wish: Wish): Promise<Accepted> {
  const idempotencyKey = `wish-${wish.number}`;
  const message = `Draw star number ${wish.number} at ${side}x${side}, ${steps} steps`;
  const ask = async () => {
    if (wish.request) return (await client.createImageJob(wish.request, { idempotencyKey })).id;
    const body = { user_id: `maker-${wish.number}`, message };
    const reply = await client.chat(body, { idempotencyKey });
    if (reply.image_job_id === undefined) throw new Error('The mock drew nothing.');
    return reply.image_job_id;
  };
  const id = await untilServed(ask, `wish ${wish.number} to be taken`);
  if (wish.cancelAfterMs === undefined) return { wish, id, status: 'succeeded' };
  await new Promise((resolve) => setTimeout(resolve, wish.cancelAfterMs));
  const { status } = await untilServed(() => client.cancelImageJob(id), `${id} to be cancelled`);
  // What is told once is so for ever.
  if (!isFinalImageStatus(status)) throw new Error(`A cancelled job is ${status}.`);
  return { wish, id, status };
}

/** Waits faults out; what no retry can help must not happen. A failure tells what was answered. */
export async function untilServed<T>(ask: () => Promise<T>, what: string): Promise<T> {
  const refusals = new Map<string, number>();
  const answer = await waitFor(
    async () => {
      try {
        return { value: await ask() };
      } catch (error) {
        if (!AppError.is(error) || !error.retryable) throw error;
        refusals.set(error.code, (refusals.get(error.code) ?? 0) + 1);
        return undefined;
      }
    },
    { timeoutMs: patienceMs, intervalMs: 50, what },
  ).catch((error: unknown) => {
    const told = [...refusals].map(([code, times]) => `${code} ${times} times`).join(', ');
    throw new Error(`Gave up waiting for ${what}: ${told}`, { cause: error });
  });
  return answer.value;
}
