import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ModelCatalog } from '@atelier/contracts';
import type { ImagePromptDefaults } from '@atelier/image-prompt';
import { readCases, type Case } from './cases.js';
import { openChatModel, type ChatModel } from './chat-model.js';
import { outcomeAlone, outcomeSettled } from './outcome.js';
import { toRows, worst, writeTable, type Result } from './report.js';

const help = `npm run eval-starter -- [options]

Asks a chat model every held-out case through the real engine, greedily, and prints how much of it is
right: by the model alone, and with the gateway's check around it.

  --model DIR    the model (models/starter/chat)
  --cases FILE   the cases (scripts/eval-starter/chat-cases.json)
  --only NAME    cases of this category only
  --show N       prints the N worst cases (0)
  --json         prints the table as JSON
`;

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const options = {
  model: { type: 'string', default: root('models/starter/chat') },
  cases: { type: 'string', default: root('scripts/eval-starter/chat-cases.json') },
  only: { type: 'string' },
  show: { type: 'string', default: '0' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Vocabulary = ImagePromptDefaults['vocabulary'];

/** Answers at once. */
const sequences = 16;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const show = Number(values.show);
  if (!Number.isSafeInteger(show) || show < 0)
    throw new Error('--show takes a whole number from 0.');
  const python = root('.venv/bin/python');
  if (!existsSync(python)) throw new Error('OpenVINO is not installed yet: run npm start once.');
  const { facts, cases } = await readCases(resolve(values.cases));
  const chosen = cases.filter(
    ({ category }) => values.only === undefined || category === values.only,
  );
  if (chosen.length === 0) throw new Error(`No case is of the category ${values.only ?? ''}.`);
  const vocabulary = await starterVocabulary();
  const model = await openChatModel({ python, path: resolve(values.model), sequences });
  try {
    const results = await Promise.all(chosen.map((asked) => askBoth(model, asked, vocabulary)));
    const rows = toRows(results, facts);
    process.stdout.write(
      values.json ? `${JSON.stringify(rows, undefined, 2)}\n` : writeTable(rows),
    );
    if (show > 0) process.stdout.write(`\n${worst(results, facts, show)}`);
  } finally {
    await model.close();
  }
}

/** What starter-image draws. */
async function starterVocabulary(): Promise<Vocabulary> {
  const text = await readFile(root('models/catalog.json'), 'utf8');
  const { starter, models } = ModelCatalog.parse(JSON.parse(text));
  const entry = models.find(({ id }) => id === starter?.image);
  return entry?.task === 'image' ? entry.defaults.vocabulary : undefined;
}

async function askBoth(model: ChatModel, asked: Case, vocabulary: Vocabulary): Promise<Result> {
  const answer = await model.answer(asked);
  const redraw = async (attempt: number) => {
    const again = await model.answer(asked, { seed: attempt });
    return again.blocks[0];
  };
  const settled = await outcomeSettled(asked, answer, redraw, vocabulary);
  return { asked, alone: outcomeAlone(answer), settled };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
