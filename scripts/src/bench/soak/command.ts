import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { testModel, toCount } from '../options.js';
import { soak, type Level } from './soak.js';

const help = `npm run bench -- soak [options]

Sends a mix of answers (greedy, sampled, in a form, cut short) and pictures, 32 at once, and prints
the resident memory of both runtimes and of the driver's process in MiB.

  --chat-model DIR     a chat model (the tests' own)
  --image-model DIR    an image model (the tests' own)
  --requests N         how many (5000)
  --every N            a line after so many (500)
`;

const options = {
  'chat-model': { type: 'string', default: testModel('qwen2-tiny') },
  'image-model': { type: 'string', default: testModel('sd-tiny') },
  requests: { type: 'string', default: '5000' },
  every: { type: 'string', default: '500' },
  help: { type: 'boolean', default: false },
} as const;

export async function benchSoak(args: readonly string[], python: string): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const settings = {
    python,
    chatModel: resolve(values['chat-model']),
    imageModel: resolve(values['image-model']),
    requests: toCount('requests', values.requests),
    every: toCount('every', values.every),
  };
  process.stdout.write(
    '| requests | text runtime | image runtime | driver |\n| --- | --- | --- | --- |\n',
  );
  let first: Level | undefined;
  let last: Level | undefined;
  await soak(settings, (level) => {
    first ??= level;
    last = level;
    const { requests, text, image, node } = level;
    process.stdout.write(`| ${requests} | ${text} MiB | ${image} MiB | ${node} MiB |\n`);
  });
  if (!first || !last) return;
  const change = (now: number, then: number) => `${((now / then - 1) * 100).toFixed(1)} %`;
  process.stdout.write(
    `| change | ${change(last.text, first.text)} | ${change(last.image, first.image)} | ${change(last.node, first.node)} |\n`,
  );
}
