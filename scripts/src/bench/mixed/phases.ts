import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@atelier/client';
import { takeSession } from '../sessions/session.js';
import { createTally, type Tally } from '../sessions/tally.js';
import { startDrawers } from './drawers.js';

export interface Load {
  readonly client: Client;
  /** People who chat. */
  readonly people: number;
  /** Mean pause between two messages of one, in milliseconds. */
  readonly think: number;
  readonly seconds: number;
  readonly drawing: { readonly jobs: number; readonly steps: number; readonly size: number };
}

/** What goes on at the same time. */
export const phases = ['chat', 'drawing', 'both'] as const;
export type Phase = (typeof phases)[number];

/** What one phase came to. */
export interface PhaseResult {
  readonly chat: Tally;
  /** Denoising steps a second. */
  readonly stepsPerSecond: number;
}

/** Runs a phase for its time. Drawing begins before and ends after what is counted. */
export async function runPhase(phase: Phase, load: Load): Promise<PhaseResult> {
  const { client, seconds, drawing } = load;
  const chat = createTally();
  if (phase === 'chat') {
    await talk(load, chat);
    return { chat, stepsPerSecond: 0 };
  }
  const drawers = startDrawers({ client, ...drawing });
  await drawers.busy;
  const startedAt = performance.now();
  const before = drawers.stepsDone();
  await (phase === 'both' ? talk(load, chat) : sleep(1_000 * seconds));
  const done = drawers.stepsDone() - before;
  const stepsPerSecond = (1_000 * done) / (performance.now() - startedAt);
  await drawers.stop();
  return { chat, stepsPerSecond };
}

async function talk({ client, people, think, seconds }: Load, tally: Tally): Promise<void> {
  const endAt = Date.now() + 1_000 * seconds;
  await Promise.all(
    Array.from({ length: people }, () =>
      takeSession({ client, user: `bench-${randomUUID()}`, think, endAt }, tally),
    ),
  );
}
