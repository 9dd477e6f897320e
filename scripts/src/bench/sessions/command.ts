import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createClient } from '@atelier/client';
import { toCount } from '../options.js';
import { createTally, percentile, type Tally } from './tally.js';
import { takeSession } from './session.js';

const help = `npm run bench -- sessions [options]

Keeps many people chatting at once with a running Atelier (start it first), over streams, and
compares every answer with what was stored. Then one person sends many messages at once while
another one sends some: how long the other one waits for the first token, against an idle machine.

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

  const idle = await probe(client, () => undefined);
  const flooding = createTally();
  const busy = await probe(client, () => {
    const end = Date.now() + 1;
    const user = `bench-${randomUUID()}`;
    return Promise.all(
      Array.from({ length: flood }, () =>
        takeSession({ client, user, think: 0, endAt: end }, flooding),
      ),
    );
  });
  process.stdout.write(
    `first token of one person: idle ${ms(idle)}; while another sends ${flood} at once ${ms(busy)}` +
      ` (${(busy / idle).toFixed(2)} ×); of those ${flood}: ${line(flooding)}\n`,
  );
  for (const [problem, times] of flooding.problems) {
    process.stdout.write(`  ${times} × ${problem}\n`);
  }
}

/** Median time to the first token of one person's messages, one after another, while `load` runs. */
async function probe(
  client: ReturnType<typeof createClient>,
  load: () => Promise<unknown> | undefined,
): Promise<number> {
  const tally = createTally();
  let loading = load();
  let isLoaded = loading !== undefined;
  void loading?.finally(() => (isLoaded = false));
  for (let at = 0; at < probes; at += 1) {
    if (loading !== undefined && !isLoaded) {
      loading = load();
      isLoaded = true;
      void loading?.finally(() => (isLoaded = false));
    }
    const user = `bench-${randomUUID()}`;
    await takeSession({ client, user, think: 0, endAt: Date.now() + 1 }, tally);
  }
  await loading;
  return percentile(tally.firstTokens, 0.5);
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
