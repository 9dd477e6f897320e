import { parseArgs } from 'node:util';
import { printFindings, spread, type Findings } from '../findings.js';
import { toCount } from '../options.js';
import { withOwnStack, type Environment } from '../own-stack.js';
import { percentile } from '../sessions/tally.js';
import { cancelOne, learnStepMs, type Cancelled } from './cancel-one.js';
import { prepareTrace } from './trace.js';

const help = `npm run bench -- cancel [options]

How fast a picture is given up: starts Atelier with the starter model, and cancels pictures over the
public API at random moments of their denoising. The runtime writes down when each step and each
drawing ended, whoever listens.

  --jobs N     pictures (60)
  --steps N    denoising steps of each (40)
  --size N     width and height in pixels (128)
  --json       prints JSON instead of a table
`;

const options = {
  jobs: { type: 'string', default: '60' },
  steps: { type: 'string', default: '40' },
  size: { type: 'string', default: '128' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** `npm run bench -- cancel`. */
export async function benchCancel(
  args: readonly string[],
  python: string,
  environment: Environment,
): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const jobs = toCount('jobs', values.jobs);
  const drawn = { steps: toCount('steps', values.steps), size: toCount('size', values.size) };
  const trace = await prepareTrace(python);
  const traced = { ...environment, OPENVINO_PYTHON: trace.command };
  try {
    const all = await withOwnStack({ environment: traced }, async ({ client }) => {
      const done: Cancelled[] = [];
      let stepMs = await learnStepMs(client, trace, drawn);
      for (let at = 1; at <= jobs; at += 1) {
        const cancelled = await cancelOne(client, trace, { ...drawn, stepMs });
        process.stderr.write(`\r${at} of ${jobs} pictures   `);
        if (cancelled) done.push(cancelled);
        stepMs = cancelled?.stepMs ?? stepMs;
      }
      process.stderr.write('\n');
      return done;
    });
    printFindings(toFindings(all), values);
  } finally {
    await trace.remove();
  }
}

export function toFindings(all: readonly Cancelled[]): Findings {
  const inMs = (key: keyof Cancelled) => all.map((cancelled) => cancelled[key]);
  const inSteps = (key: keyof Cancelled) =>
    all.map((cancelled) => cancelled[key] / cancelled.stepMs);
  const after = inMs('stepsAfter');
  const answered = inSteps('answeredToFreeMs');
  const within = (steps: readonly number[]) =>
    (100 * steps.filter((count) => count <= 1).length) / steps.length;
  return {
    bench: 'cancel',
    findings: [
      {
        what: 'steps computed to their end after the runtime was told, P95',
        value: percentile(after, 0.95),
        unit: 'steps',
        bar: { atMost: 1 },
      },
      { what: 'pictures where it was only the one under way', value: within(after), unit: '%' },
      {
        what: 'DELETE answered → engine free, P95',
        value: percentile(answered, 0.95),
        unit: 'steps',
      },
      { what: 'the same, P50', value: percentile(answered, 0.5), unit: 'steps' },
      { what: 'the same, within a step', value: within(answered), unit: '%' },
    ],
    figures: {
      cancelled: all.length,
      'a step': spread(inMs('stepMs')),
      'DELETE sent → runtime told': spread(inMs('sentToHeardMs')),
      'runtime told → engine free': spread(inMs('heardToFreeMs')),
      'DELETE answered → engine free': spread(inMs('answeredToFreeMs')),
    },
  };
}
