import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeededRandom } from '@atelier/testkit';
import type { Stack } from '../stack.js';

/** What can happen to a stack with two diffusion workers, by name. */
export type Faults = Readonly<Record<string, () => Promise<unknown>>>;

/** `failpointFile` is the gateway's FAILPOINT_FILE. */
export function createFaults(stack: Stack, failpointFile: string): Faults {
  return {
    'diffusion worker': () => stack.signal('diffusion-worker-1', 'SIGKILL'),
    'other diffusion worker': () => stack.signal('diffusion-worker-2', 'SIGKILL'),
    'llm worker': () => stack.signal('llm-worker', 'SIGKILL'),
    gateway: () => stack.signal('gateway', 'SIGKILL'),
    'gateway between accept and enqueue': () => writeFile(failpointFile, 'after-accept'),
    redis: () => stack.signal('redis', 'SIGKILL'),
    'redis with its data': async () => {
      await stack.signal('redis', 'SIGKILL');
      await rm(join(stack.dataDir, 'redis'), { recursive: true, force: true });
    },
    postgres: () => stack.signal('postgres', 'SIGKILL'),
  };
}

/** So many faults in drawn order: all of them before one comes again. */
export function drawFaults(names: readonly string[], count: number, random: SeededRandom) {
  const drawn: string[] = [];
  let left: string[] = [];
  while (drawn.length < count) {
    if (left.length === 0) left = [...names];
    const name = random.pick(left);
    left = left.filter((one) => one !== name);
    drawn.push(name);
  }
  return drawn;
}
