// Fails when the schema in src/schema says something that no migration does.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const here = import.meta.dirname;
const copy = mkdtempSync(join(tmpdir(), 'atelier-migrations-'));

try {
  cpSync(join(here, 'migrations'), copy, { recursive: true });
  const { stdout, stderr, error } = spawnSync(
    join(here, 'node_modules', '.bin', 'drizzle-kit'),
    // drizzle-kit takes --out as a path from its working folder only.
    [
      'generate',
      '--dialect=postgresql',
      '--schema=./src/schema/*.ts',
      '--out',
      relative(here, copy),
    ],
    { cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 },
  );
  // Its exit code is 0 also when it fails, so what counts is that it says the two agree.
  if (!stdout?.includes('No schema changes')) {
    console.error('The database schema has changed without a migration. Write one with');
    console.error('  pnpm --filter @atelier/database generate --name what-it-does');
    console.error(`drizzle-kit said:\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
