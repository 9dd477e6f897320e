// `node scripts/download-models.mjs`: fetches models, with nothing but Node on the machine.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { requireNode } from './bootstrap/node-version.mjs';

requireNode();

// Loaded late, so that a Node that can not read them has already said so.
const [{ runMain }, { install }, { createProgress }, { onInterrupt }] = await Promise.all([
  import('./bootstrap/run-main.mjs'),
  import('./bootstrap/install.mjs'),
  import('./bootstrap/progress.mjs'),
  import('./bootstrap/interrupt.mjs'),
]);
const root = fileURLToPath(new URL('..', import.meta.url));
await runMain(async () => {
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const progress = createProgress(process.stderr);
  const environment = process.env;
  await install({ root, environment, python: undefined, runtime: 'none', progress, signal });
  interrupt.release();
  const main = new URL('dist/download-models/main.js', import.meta.url);
  const { runDownloadModels } = await import(pathToFileURL(fileURLToPath(main)).href);
  return await runDownloadModels({ root, argv: process.argv.slice(2) });
});
