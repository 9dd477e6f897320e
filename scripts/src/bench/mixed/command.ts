import { parseArgs } from 'node:util';
import { median } from '../engine/pairs.js';
import { printFindings, spread, type Findings } from '../findings.js';
import { toCount } from '../options.js';
import { withOwnStack, type Environment } from '../own-stack.js';
import { percentile } from '../sessions/tally.js';
import { phases, runPhase, type Load, type Phase, type PhaseResult } from './phases.js';

const help = `npm run bench -- mixed [options]

What chat and drawing cost each other: starts an idle Atelier with the starter models and two
diffusion workers. In each round people chat alone, pictures are drawn alone, more of them waiting
than there are workers, and then both at once; the order changes from round to round.

  --rounds N    (5)
  --seconds N   of each part of a round (20)
  --people N    who chat (4)
  --think MS    mean time that a person takes between two messages (3000)
  --workers N   diffusion workers (2)
  --steps N     denoising steps of a picture (20)
  --size N      its width and height in pixels (128)
  --json        prints JSON instead of a table
`;

const options = {
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '20' },
  people: { type: 'string', default: '4' },
  think: { type: 'string', default: '3000' },
  workers: { type: 'string', default: '2' },
  steps: { type: 'string', default: '20' },
  size: { type: 'string', default: '128' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Jobs that wait while the workers draw. */
const waitingJobs = 2;

type Round = Readonly<Record<Phase, PhaseResult>>;

/** `npm run bench -- mixed`. */
export async function benchMixed(
  args: readonly string[],
  _python: string,
  environment: Environment,
): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const rounds = toCount('rounds', values.rounds);
  const diffusionWorkers = toCount('workers', values.workers);
  const load = {
    people: toCount('people', values.people),
    think: toCount('think', values.think),
    seconds: toCount('seconds', values.seconds),
    drawing: {
      jobs: diffusionWorkers + waitingJobs,
      steps: toCount('steps', values.steps),
      size: toCount('size', values.size),
    },
  };
  const done = await withOwnStack({ environment, diffusionWorkers }, async ({ client }) => {
    // The first of everything is slower, and counts for nothing.
    for (const phase of phases) await runPhase(phase, { ...load, client, think: 500, seconds: 4 });
    return runRounds(rounds, { ...load, client });
  });
  printFindings(toFindings(done), values);
}

async function runRounds(rounds: number, load: Load): Promise<readonly Round[]> {
  const all: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const results: Partial<Record<Phase, PhaseResult>> = {};
    for (let at = 0; at < phases.length; at += 1) {
      const phase = phases[(round + at) % phases.length] ?? 'chat';
      process.stderr.write(`\rround ${round + 1} of ${rounds}: ${phase}      `);
      results[phase] = await runPhase(phase, load);
    }
    const { chat, drawing, both } = results;
    if (chat && drawing && both) all.push({ chat, drawing, both });
  }
  process.stderr.write('\n');
  return all;
}

export function toFindings(rounds: readonly Round[]): Findings {
  const firstTokens = (phase: Phase) => rounds.flatMap((round) => round[phase].chat.firstTokens);
  const wholes = (phase: Phase) => rounds.flatMap((round) => round[phase].chat.wholes);
  const speeds = (phase: Phase) => rounds.map((round) => round[phase].stepsPerSecond);
  const ratio = (share: number) =>
    percentile(firstTokens('both'), share) / percentile(firstTokens('chat'), share);
  const kept = rounds.map(({ drawing, both }) => both.stepsPerSecond / drawing.stepsPerSecond);
  const failed = rounds.reduce(
    (sum, { chat, both }) => sum + chat.chat.failed + both.chat.failed,
    0,
  );
  return {
    bench: 'mixed',
    findings: [
      {
        what: 'chat: first token beside drawing / alone, P95',
        value: ratio(0.95),
        unit: '×',
        bar: { atMost: 2 },
      },
      { what: 'chat: the same, P50', value: ratio(0.5), unit: '×' },
      {
        what: 'drawing: steps a second beside chat / alone, median of rounds',
        value: 100 * median(kept),
        unit: '%',
        bar: { atLeast: 60 },
      },
    ],
    figures: {
      rounds: rounds.length,
      'failed messages': failed,
      'first token alone': spread(firstTokens('chat')),
      'first token beside drawing': spread(firstTokens('both')),
      'whole answer alone': spread(wholes('chat')),
      'whole answer beside drawing': spread(wholes('both')),
      'steps a second alone, each round': list(speeds('drawing')),
      'steps a second beside chat, each round': list(speeds('both')),
    },
  };
}

function list(values: readonly number[]): string {
  return values.map((value) => value.toFixed(1)).join(', ');
}
