import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { printFindings, spread, type Findings } from '../findings.js';
import { toCount } from '../options.js';
import { withOwnStack, type Environment, type OwnStack } from '../own-stack.js';
import { percentile } from '../sessions/tally.js';
import { takeJob, type ClientMoments } from './take-job.js';
import { listenToWorkers, type WorkerMoments } from './worker-moments.js';

const help = `npm run bench -- overhead [options]

What the way of a picture costs besides drawing it: starts an idle Atelier with the starter model,
and asks for one picture after another over the public API. A worker's own messages on Redis tell
when it began a job, and when its engine gave it the last picture.

  --jobs N     pictures that count (100)
  --steps N    denoising steps of each (20)
  --size N     width and height in pixels (128)
  --json       prints JSON instead of a table
`;

const options = {
  jobs: { type: 'string', default: '100' },
  steps: { type: 'string', default: '20' },
  size: { type: 'string', default: '128' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Pictures that don't count. */
const warmUps = 3;
/** Longest pause between two jobs in milliseconds, so that no loop's rhythm favours them. */
const maxPauseMs = 400;
/** What a whole job may take besides its engine: a share of that, and so many milliseconds. */
const allowed = { share: 1.03, ms: 150 };

type Moments = ClientMoments & WorkerMoments;

/** `npm run bench -- overhead`. */
export async function benchOverhead(
  args: readonly string[],
  _python: string,
  environment: Environment,
): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const jobs = toCount('jobs', values.jobs);
  const settings = { steps: toCount('steps', values.steps), size: toCount('size', values.size) };
  const moments = await withOwnStack({ environment }, (stack) => measure(stack, jobs, settings));
  printFindings(toFindings(moments), values);
}

async function measure(
  { client, redisUrl }: OwnStack,
  jobs: number,
  settings: { readonly steps: number; readonly size: number },
): Promise<readonly Moments[]> {
  const ear = listenToWorkers(redisUrl);
  const all: Moments[] = [];
  for (let at = 0; at < warmUps + jobs; at += 1) {
    await sleep(Math.random() * maxPauseMs);
    const seen = await takeJob(client, settings);
    const told = ear.momentsOf(seen.id);
    process.stderr.write(`\r${at + 1} of ${warmUps + jobs} pictures   `);
    if (told && at >= warmUps) all.push({ ...seen, ...told });
  }
  process.stderr.write('\n');
  await ear.close();
  return all;
}

export function toFindings(all: readonly Moments[]): Findings {
  const between = (from: keyof Moments, to: keyof Moments) =>
    all.map((moments) => Number(moments[to]) - Number(moments[from]));
  const engineMs = between('engineFromAt', 'engineToAt');
  const wholeMs = between('sentAt', 'endSeenAt');
  const started = spread(between('answeredAt', 'startedAt').map((ms) => Math.max(0, ms)));
  const visible = spread(between('engineToAt', 'endSeenAt'));
  const beyond = wholeMs.map((ms, index) => ms - allowed.share * (engineMs[index] ?? 0));
  const spreads = {
    'request sent → answered': between('sentAt', 'answeredAt'),
    'row made → worker told that it began': between('createdAt', 'startedAt'),
    'answered → worker told that it began': between('answeredAt', 'startedAt'),
    'answered → begin seen on the event stream': between('answeredAt', 'beginSeenAt'),
    engine: engineMs,
    'engine end → worker told that it is complete': between('engineToAt', 'completedAt'),
    'worker told that it is complete → end seen': between('completedAt', 'endSeenAt'),
    'engine end → row finished': between('engineToAt', 'finishedAt'),
    'whole job, request sent → end seen': wholeMs,
  };
  return {
    bench: 'overhead',
    findings: [
      { what: 'accept → start, P95', value: started.p95, unit: 'ms', bar: { atMost: 50 } },
      {
        what: 'engine end → success seen, P95',
        value: visible.p95,
        unit: 'ms',
        bar: { atMost: 100 },
      },
      {
        what: `whole job − engine × ${allowed.share}, P95`,
        value: percentile(beyond, 0.95),
        unit: 'ms',
        bar: { atMost: allowed.ms },
      },
      {
        what: 'whole job / engine, median',
        value: percentile(
          wholeMs.map((ms, index) => ms / (engineMs[index] ?? ms)),
          0.5,
        ),
        unit: '×',
      },
    ],
    figures: {
      jobs: all.length,
      ...Object.fromEntries(
        Object.entries(spreads).map(([name, values]) => [name, spread(values)]),
      ),
    },
  };
}
