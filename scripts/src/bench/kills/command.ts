import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { testModel, toCount } from '../options.js';
import { killRuntimes } from './kills.js';

const help = `npm run bench -- kills [options]

Kills the text and the image runtime in turns, each in the middle of a request, and asks again.

  --chat-model DIR     a chat model (the tests' own)
  --image-model DIR    an image model (the tests' own)
  --kills N            how many (100)
`;

const options = {
  'chat-model': { type: 'string', default: testModel('qwen2-tiny') },
  'image-model': { type: 'string', default: testModel('sd-tiny') },
  kills: { type: 'string', default: '100' },
  help: { type: 'boolean', default: false },
} as const;

export async function benchKills(args: readonly string[], python: string): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const report = await killRuntimes({
    python,
    chatModel: resolve(values['chat-model']),
    imageModel: resolve(values['image-model']),
    kills: toCount('kills', values.kills),
  });
  const { kills, files, memory } = report;
  process.stdout.write(
    [
      `${kills} kills, each told to its caller within ${report.slowestFailureMs.toFixed(0)} ms`,
      `the next request was done ${report.slowestRecoveryMs.toFixed(0)} ms after a kill at most`,
      `${report.orphans} processes left`,
      `open files: ${files[0]} before, ${files[1]} after`,
      `memory of the driver: ${memory[0]} MiB after a tenth of the kills, ${memory[1]} MiB after all`,
      '',
    ].join('\n'),
  );
}
