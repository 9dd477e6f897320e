// Asks a Prometheus for what each panel of the dashboards shows:
//   node scripts/dist/deploy/panels/main.js http://127.0.0.1:9090
// Names the panels that have nothing to show, and ends with 1 when a query is refused.
import { z } from 'zod';
import { dashboards } from '../../generate/dashboards/dashboard-files.js';

const Answer = z.object({
  status: z.string(),
  error: z.string().optional(),
  data: z.object({ result: z.array(z.unknown()) }).optional(),
});
const timeoutMs = 30_000;

async function main(prometheus: string): Promise<number> {
  const counts = { full: 0, empty: 0, refused: 0 };
  for (const { title, rows } of dashboards) {
    for (const panel of rows.flatMap(({ panels }) => panels)) {
      for (const { expr, legend } of panel.queries) {
        const { data, error } = await ask(prometheus, expr);
        const state = data === undefined ? 'refused' : data.result.length > 0 ? 'full' : 'empty';
        counts[state] += 1;
        if (state === 'full') continue;
        process.stdout.write(`${state}: ${title}, ${panel.title}, ${legend}: ${error ?? expr}\n`);
      }
    }
  }
  const { full, empty, refused } = counts;
  process.stdout.write(`${full} queries with data, ${empty} without, ${refused} refused.\n`);
  return refused === 0 ? 0 : 1;
}

async function ask(prometheus: string, expr: string): Promise<z.infer<typeof Answer>> {
  const address = new URL('/api/v1/query', prometheus);
  address.searchParams.set('query', expr);
  const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) });
  return Answer.parse(await response.json());
}

process.exitCode = await main(process.argv[2] ?? 'http://127.0.0.1:9090');
