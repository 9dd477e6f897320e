import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchImage } from './engine/image-bench.js';
import { imageResult, textResult, toTable, type Result } from './engine/report.js';
import { benchText } from './engine/text-bench.js';

const help = `npm run bench -- engine [options]

Runs the same work through the raw OpenVINO GenAI pipeline in plain Python and through Atelier's
driver, in turns, and prints both with their ratio. scripts/test-models/README.md tells how to make
models in the shapes of the published ones.

  --chat-model DIR     a chat model
  --sequences N[,N]    answers at once (16)
  --tokens N           new tokens of each (48)
  --image-model DIR    an image model
  --size N             width and height in pixels (256)
  --steps N            denoising steps (20)
  --rounds N           pairs that count (7)
  --json               prints JSON instead of a table
  --help               prints this
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

const python = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help || positionals.join(' ') !== 'engine') {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  if (!existsSync(python)) throw new Error('OpenVINO is not installed yet: run npm start once.');
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
  return 0;
}

function toCount(name: string, value: string): number {
  const count = Number(value);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new Error(`--${name} takes a whole number from 1, not ${value}.`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
