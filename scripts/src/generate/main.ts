import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dashboardFiles } from './dashboards/dashboard-files.js';
import { openApiFile } from './openapi-file.js';
import { envExampleFile } from './env-example-file.js';
import { runtimeSchemaFile } from './runtime-schema-file.js';

const root = new URL('../../../', import.meta.url);

/** Writes every generated file; with `--check` only says which are out of date, and fails. */
async function main(check: boolean): Promise<number> {
  const files = [
    await openApiFile(root),
    await envExampleFile(root),
    runtimeSchemaFile(),
    ...dashboardFiles(),
  ];
  let stale = 0;
  for (const { path, content } of files) {
    const target = fileURLToPath(new URL(path, root));
    const present = await readFile(target, 'utf8').catch(() => undefined);
    if (present === content) continue;
    stale += 1;
    if (check) {
      process.stdout.write(`${path} is out of date. Run: pnpm build && pnpm generate\n`);
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    process.stdout.write(`${path} written\n`);
  }
  return check && stale > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.includes('--check'));
