import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countGatewayConnections, openSnapshot } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { compare } from './create.js';
import { filesOf, type BackupManifest } from './manifest.js';
import { copyIn } from './objects.js';
import type { Site } from './site.js';
import { verifyBackup } from './verify.js';

/** Empties the database of everything that Atelier makes in it. */
const clearing = `do $$
declare t record;
begin
  for t in select tablename from pg_tables where schemaname = 'public' loop
    execute format('drop table if exists public.%I cascade', t.tablename);
  end loop;
end $$;
drop schema if exists drizzle cascade;
`;

/**
 * Brings a backup back: the objects first, then the whole database in one transaction, so that a
 * restore that breaks off has changed no row. Afterwards rows and pictures are compared with the
 * backup.
 *
 * @throws AppError `INVALID_INPUT`, `DATABASE_UNAVAILABLE`, what the store throws
 */
export async function restoreBackup(
  site: Site,
  folder: string,
  { replace }: { readonly replace: boolean },
): Promise<BackupManifest> {
  const { manifest, list } = await verifyBackup(folder);
  await refuseUsed(site, replace);
  await copyIn(site.blobs, folder, list);
  const scratch = await mkdtemp(join(tmpdir(), 'atelier-restore-'));
  try {
    const clear = join(scratch, 'clear.sql');
    const fill = join(scratch, 'fill.sql');
    await writeFile(clear, clearing);
    await site.tools.toSql(filesOf(folder).dump, fill);
    await site.tools.runScripts([clear, fill]);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await compareWithBackup(site, manifest, new Map(list.map((object) => [object.key, object])));
  return manifest;
}

async function refuseUsed({ databaseUrl, isRunning }: Site, replace: boolean): Promise<void> {
  if (isRunning || (await countGatewayConnections(databaseUrl)) > 0)
    throw new AppError('INVALID_INPUT', 'Atelier runs on this database: stop it first.');
  const present = await openSnapshot(databaseUrl);
  await present.close();
  if (replace || Object.keys(present.rows).length === 0) return;
  throw new AppError(
    'INVALID_INPUT',
    'The database is not empty: restore into an empty one, or lose what is in it with --replace.',
  );
}

async function compareWithBackup(
  site: Site,
  manifest: BackupManifest,
  byKey: Parameters<typeof compare>[1],
): Promise<void> {
  const restored = await openSnapshot(site.databaseUrl);
  try {
    const expected = manifest.database.rows;
    const tables = new Set([...Object.keys(expected), ...Object.keys(restored.rows)]);
    const different = [...tables].filter((table) => expected[table] !== restored.rows[table]);
    if (different.length > 0) {
      const names = different.join(', ');
      throw new AppError('INTERNAL', `Tables have other rows than in the backup: ${names}.`);
    }
    const wrong = await compare(restored, byKey);
    for (const key of byKey.keys()) {
      if (await site.blobs.stat(key)) continue;
      throw new AppError('STORAGE_UNAVAILABLE', `${key} was stored and is not there.`);
    }
    if (wrong.length === 0) return;
    throw new AppError(
      'SOURCE_GONE',
      `Everything is restored, but ${String(wrong.length)} pictures were missing or damaged before the backup was made: ${wrong.slice(0, 10).join(', ')}.`,
    );
  } finally {
    await restored.close();
  }
}
