import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const program = fileURLToPath(new URL('../../../bench/raw.py', import.meta.url));

const Answer = z.object({ seconds: z.number(), tokens: z.number().default(0) });
export type RawAnswer = z.output<typeof Answer>;

/** A plain Python program around the same pipeline. */
export interface RawProcess {
  /** Does one round; the process times it itself. */
  run(task: object): Promise<RawAnswer>;
  close(): Promise<void>;
}

/** Starts it with a model; resolves when the model is loaded. */
export async function startRaw(python: string, load: object): Promise<RawProcess> {
  const child = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (message: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const line = await lines.next();
    if (line.done === true) throw new Error('The raw pipeline ended; its reason is above.');
    return JSON.parse(line.value);
  };
  await ask(load);
  return {
    run: async (task) => Answer.parse(await ask(task)),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
