import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@atelier/client';
import { now } from '../clock.js';
import type { Trace, TraceLine } from './trace.js';

/** One cancel; times in milliseconds. */
export interface Cancelled {
  /** Of a denoising step of this drawing. */
  readonly stepMs: number;
  /** From sending `DELETE` until the runtime knew. */
  readonly sentToHeardMs: number;
  /** Steps that the engine begins or has begun by then, and computes to their end. */
  readonly stepsAfter: number;
  /** From then until the engine was free for the next picture. */
  readonly heardToFreeMs: number;
  /** The same from the answer to `DELETE`; 0 where the engine was faster. */
  readonly answeredToFreeMs: number;
}

export interface Drawn {
  readonly steps: number;
  /** Width and height in pixels. */
  readonly size: number;
}

/** Draws a picture to its end, and tells the milliseconds of a step. */
export async function learnStepMs(client: Client, trace: Trace, drawn: Drawn): Promise<number> {
  const from = (await trace.read()).length;
  const { id } = await begin(client, drawn);
  await client.waitForImageJob(id, { timeoutMs: 600_000 });
  return stepMsOf(await trace.untilEnd(from));
}

/**
 * Cancels a picture at a random moment of its denoising; undefined where that came too late.
 * `stepMs` is about what a step takes.
 */
export async function cancelOne(
  client: Client,
  trace: Trace,
  { stepMs, ...drawn }: Drawn & { readonly stepMs: number },
): Promise<Cancelled | undefined> {
  const from = (await trace.read()).length;
  const { id } = await begin(client, drawn);
  for await (const { step } of client.imageJobEvents(id)) if (step >= 1) break;
  // Enough steps come before to know how long they take, and some would follow.
  await sleep(stepMs * (3 + Math.random() * (drawn.steps / 2)));
  const sentAt = now();
  await client.cancelImageJob(id);
  const answeredAt = now();
  const lines = await trace.untilEnd(from);
  const endAt = lines.find(({ what }) => what === 'end')?.at ?? Number.NaN;
  const heardAt = lines.find(({ what }) => what === 'stop')?.at;
  const measuredMs = stepMsOf(lines);
  if (heardAt === undefined || heardAt < sentAt || !(measuredMs > 0)) return undefined;
  return {
    stepMs: measuredMs,
    // One is under way. A cancel that came at its very end is heard when the next one has begun.
    stepsAfter: lastBefore(lines, 'stop') === 'said' ? 1 : 2,
    sentToHeardMs: heardAt - sentAt,
    heardToFreeMs: endAt - heardAt,
    answeredToFreeMs: Math.max(0, endAt - answeredAt),
  };
}

function lastBefore(lines: readonly TraceLine[], what: TraceLine['what']) {
  return lines[lines.findIndex((line) => line.what === what) - 1]?.what;
}

function begin(client: Client, { steps, size }: Drawn) {
  const prompt = 'a green circle on a black background';
  return client.createImageJob({ kind: 'generate', prompt, width: size, height: size, steps });
}

/** On the mean, from the first to the last one that was told; NaN of fewer than two. */
export function stepMsOf(lines: readonly TraceLine[]): number {
  const steps = lines.filter(({ what }) => what === 'step').map(({ at }) => at);
  const [first = 0] = steps;
  return ((steps.at(-1) ?? first) - first) / (steps.length - 1);
}
