import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printFindings, spread, type Findings } from '../findings.js';
import { toCount } from '../options.js';
import { withOwnStack, type Environment, type OwnStack } from '../own-stack.js';
import { percentile } from '../sessions/tally.js';
import { measureAdded, type Added } from './added.js';
import { startOwnGateway } from './own-gateway.js';
import { passOn, startStandIn, writeTokens, type Answer, type WorkerSide } from './stand-in.js';
import { measureStreams, type Streamed } from './streams.js';

const help = `npm run bench -- gateway [options]

What the gateway costs: starts Atelier with the starter models, and a gateway beside its own whose
way to the llm-worker leads through this program. First, turns one after another over streams: what
each took for the caller beyond what the llm-worker took for the same turn. Then many streams at once
whose tokens this program makes itself: the events that arrive, and the gateway's CPU time for them.

  --turns N      (200)
  --streams N    at once (100)
  --every MS     between two tokens of a stream (20)
  --seconds N    for so long (30)
  --json         prints JSON instead of a table
`;

const options = {
  turns: { type: 'string', default: '200' },
  streams: { type: 'string', default: '100' },
  every: { type: 'string', default: '20' },
  seconds: { type: 'string', default: '30' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Turns that don't count. */
const warmUps = 10;
const tokensOfAnswer = 400;

/** `npm run bench -- gateway`. */
export async function benchGateway(
  args: readonly string[],
  _python: string,
  environment: Environment,
): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const turns = warmUps + toCount('turns', values.turns);
  const streams = toCount('streams', values.streams);
  const seconds = toCount('seconds', values.seconds);
  const everyMs = toCount('every', values.every);
  const found = await withOwnStack({ environment }, async (stack) => {
    const noted = new Map<string, WorkerSide>();
    const added = await withGateway(
      { environment, stack, answer: passOn(stack.llmWorkerUrl, noted) },
      ({ url }) => measureAdded(url, noted, turns),
    );
    const answer = writeTokens({ tokens: tokensOfAnswer, everyMs });
    const streamed = await withGateway({ environment, stack, answer }, ({ url, pid }) =>
      measureStreams({ url, pid, streams, seconds }),
    );
    return toFindings(added.slice(warmUps), streamed);
  });
  printFindings(found, values);
}

async function withGateway<Result>(
  behind: { environment: Environment; stack: OwnStack; answer: Answer },
  work: (gateway: { readonly url: string; readonly pid: number }) => Promise<Result>,
): Promise<Result> {
  const { environment, stack, answer } = behind;
  const standIn = await startStandIn(answer);
  const token = await readFile(join(stack.dataDir, 'secrets', 'llm-worker-token'), 'utf8');
  const llmWorker = { url: standIn.url, token: token.trim() };
  const gateway = await startOwnGateway({ environment, stack, llmWorker });
  try {
    return await work(gateway);
  } finally {
    await gateway.stop();
    await standIn.close();
  }
}

export function toFindings(added: readonly Added[], { events, cpuSeconds }: Streamed): Findings {
  const of = (key: keyof Added) => added.map((turn) => turn[key]);
  const bars = [
    { share: 0.5, name: 'P50', bar: { atMost: 5 } },
    { share: 0.95, name: 'P95', bar: { atMost: 15 } },
  ];
  const findings = (what: string, values: readonly number[]) =>
    bars.map(({ share, name, bar }) => ({
      ...{ what: `${what}, ${name}`, value: percentile(values, share), bar },
      unit: 'ms' as const,
    }));
  return {
    bench: 'gateway',
    findings: [
      ...findings('added to the first text', of('toFirstText')),
      ...findings('added to the whole turn', of('toEnd')),
      ...(cpuSeconds === undefined
        ? []
        : [
            {
              what: 'streamed events a second of CPU time',
              value: events / cpuSeconds,
              unit: '/s' as const,
              bar: { atLeast: 2_000 },
            },
          ]),
    ],
    figures: {
      turns: added.length,
      'llm-worker to the first text': spread(of('workerFirstText')),
      'llm-worker to the end': spread(of('workerEnd')),
      'request sent → llm-worker asked': spread(of('before')),
      "llm-worker's first text → seen": spread(of('afterFirstText')),
      "llm-worker's end → seen": spread(of('afterEnd')),
      'added to the first text': spread(of('toFirstText')),
      'added to the whole turn': spread(of('toEnd')),
      'events a second': Math.round(events),
      ...(cpuSeconds !== undefined && { 'CPU of the gateway': `${cpuSeconds.toFixed(2)} cores` }),
    },
  };
}
