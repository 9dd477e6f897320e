import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toCount } from '../options.js';
import { benchImage } from './image-bench.js';
import { imageResult, textResult, toTable, type Result } from './report.js';
import { benchText } from './text-bench.js';

const help = `npm run bench -- engine [options]

Runs the same work through the raw OpenVINO GenAI pipeline in plain Python and through Atelier's
driver, in turns, and prints both with their ratio. scripts/test-models/README.md tells how to make
models in the shapes of the published ones, which write no end: answers have to be of equal length.

  --chat-model DIR     a chat model
  --sequences N[,N]    answers at once (16)
  --tokens N           new tokens of each (48)
  --image-model DIR    an image model
  --size N             width and height in pixels (256)
  --steps N            denoising steps (20)
  --rounds N           pairs that count (7)
  --json               prints JSON instead of a table
`;

const options = {
  'chat-model': { type: 'string' },
  sequences: { type: 'string', default: '16' },
  tokens: { type: 'string', default: '48' },
  'image-model': { type: 'string' },
  size: { type: 'string', default: '256' },
  steps: { type: 'string', default: '20' },
  rounds: { type: 'string', default: '7' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export async function benchEngine(args: readonly string[], python: string): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const rounds = toCount('rounds', values.rounds);
  const results: Result[] = [];
  if (values['chat-model'] !== undefined) {
    const path = resolve(values['chat-model']);
    const tokens = toCount('tokens', values.tokens);
    for (const part of values.sequences.split(',')) {
      const sequences = toCount('sequences', part);
      const pairs = await benchText({ python, path, sequences, tokens, rounds });
      results.push(textResult(`${sequences} answers of ${tokens}`, sequences * tokens, pairs));
    }
  }
  if (values['image-model'] !== undefined) {
    const path = resolve(values['image-model']);
    const size = toCount('size', values.size);
    const steps = toCount('steps', values.steps);
    const pairs = await benchImage({ python, path, size, steps, rounds });
    results.push(imageResult(`picture of ${size} px, ${steps} steps`, pairs));
  }
  if (results.length === 0) throw new Error('Give --chat-model or --image-model; see --help.');
  process.stdout.write(`${values.json ? JSON.stringify(results, null, 2) : toTable(results)}\n`);
}
