import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const Line = z.object({
  /** `step`: one is done, and the engine has begun the next; `said`: without hearing of a cancel. */
  what: z.enum(['begin', 'step', 'said', 'stop', 'end']),
  /** Unix time in milliseconds. */
  at: z.number(),
});
export type TraceLine = z.infer<typeof Line>;

/** What a runtime that writes down its denoising steps has written. */
export interface Trace {
  /** Stands in for Python: starts the runtime with its trace. */
  readonly command: string;
  /** All lines so far. */
  read(): Promise<readonly TraceLine[]>;
  /** The lines from this place on, once a drawing has ended among them. */
  untilEnd(from: number): Promise<readonly TraceLine[]>;
  remove(): Promise<void>;
}

const program = fileURLToPath(new URL('../../../bench/traced_runtime.py', import.meta.url));
const lookEveryMs = 20;
const patienceMs = 60_000;

/** Prepares a command that traces into a folder of its own. */
export async function prepareTrace(python: string): Promise<Trace> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-trace-'));
  const file = join(folder, 'trace.jsonl');
  const command = join(folder, 'python');
  const words = [python, program, file].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  await writeFile(command, `#!/bin/sh\nexec ${words.join(' ')}\n`);
  await chmod(command, 0o755);
  await writeFile(file, '');

  const read = async () => {
    const text = await readFile(file, 'utf8');
    // The last one may be half written.
    const lines = text.split('\n').slice(0, -1);
    return lines.map((line) => Line.parse(JSON.parse(line)));
  };
  return {
    command,
    read,
    async untilEnd(from) {
      const end = Date.now() + patienceMs;
      while (Date.now() < end) {
        const lines = (await read()).slice(from);
        if (lines.some(({ what }) => what === 'end')) return lines;
        await sleep(lookEveryMs);
      }
      throw new Error('The engine did not come to an end.');
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
