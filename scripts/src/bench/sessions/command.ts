import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createClient, type Client } from '@atelier/client';
import { toCount } from '../options.js';
import { startFlood } from './flood.js';
import { takeSession } from './session.js';
import { add, createTally, percentile, type Tally } from './tally.js';

const help = `npm run bench -- sessions [options]

Keeps many people chatting at once with a running Atelier (start it first), over streams, and
compares every answer with what was stored. Then one person sends many messages at once while
another one sends some, in turns with an idle machine: how long the other one waits for the first
token.

  --url URL        of the gateway (http://127.0.0.1:8080)
  --sessions N     people at once (200)
  --seconds N      for so long (120)
  --think MS       mean time that a person takes between two messages (5000)
  --flood N        messages that one person sends at once in the second part (100)
`;

const options = {
  url: { type: 'string', default: 'http://127.0.0.1:8080' },
  sessions: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '120' },
  think: { type: 'string', default: '5000' },
  flood: { type: 'string', default: '100' },
  help: { type: 'boolean', default: false },
} as const;

/** How often the other person asks, idle and while somebody floods. */
const probes = 15;
/** Idle and flooded, in turns. */
const rounds = 3;

/** `npm run bench -- sessions`. */
export async function benchSessions(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const client = createClient({ baseUrl: values.url });
  await client.health();
  const sessions = toCount('sessions', values.sessions);
  const seconds = toCount('seconds', values.seconds);
  const think = toCount('think', values.think);
  const flood = toCount('flood', values.flood);

  const all = createTally();
  const endAt = Date.now() + 1_000 * seconds;
  const timer = setInterval(() => {
    process.stderr.write(`\r${line(all)}, ${Math.round((endAt - Date.now()) / 1_000)} s left   `);
  }, 1_000);
  await Promise.all(
    Array.from({ length: sessions }, () =>
      takeSession({ client, user: `bench-${randomUUID()}`, think, endAt }, all),
    ),
  );
  clearInterval(timer);
  process.stderr.write('\n');
  process.stdout.write(`${sessions} people for ${seconds} s: ${line(all)}\n`);
  for (const [problem, times] of all.problems) process.stdout.write(`  ${times} × ${problem}\n`);

  const idle: number[] = [];
  const busy: number[] = [];
  const flooding = createTally();
  for (let round = 0; round < rounds; round += 1) {
    idle.push(...(await probe(client)));
    const one = await startFlood({ url: values.url, messages: flood });
    busy.push(...(await probe(client)));
    add(flooding, await one.stop());
  }
  const [before, beside] = [percentile(idle, 0.5), percentile(busy, 0.5)];
  process.stdout.write(
    `first token of one person: idle ${ms(before)}; while another sends ${flood} at once ` +
      `${ms(beside)} (${(beside / before).toFixed(2)} ×, ${rounds} rounds); ` +
      `of those: ${line(flooding)}\n`,
  );
  for (const [problem, times] of flooding.problems) {
    process.stdout.write(`  ${times} × ${problem}\n`);
  }
}

/** Times to the first token of one person's messages, one after another. */
async function probe(client: Client): Promise<readonly number[]> {
  const tally = createTally();
  for (let at = 0; at < probes; at += 1) {
    const user = `bench-${randomUUID()}`;
    await takeSession({ client, user, think: 0, endAt: Date.now() + 1 }, tally);
  }
  return tally.firstTokens;
}

function line(tally: Tally): string {
  const { turns, firstTokens, wholes } = tally;
  const both = (times: readonly number[]) =>
    [0.5, 0.95].map((share) => ms(percentile(times, share))).join(' / ');
  return (
    `${turns} answers, ${tally.failed} failed, ${tally.differing} differ from what was stored, ` +
    `first token ${both(firstTokens)}, whole ${both(wholes)} (P50 / P95)`
  );
}

function ms(time: number): string {
  return `${Math.round(time)} ms`;
}
