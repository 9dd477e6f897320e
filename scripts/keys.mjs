// `node scripts/keys.mjs`: makes, lists and revokes API keys, with nothing but Node on the machine.
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
  const main = new URL('dist/keys/main.js', import.meta.url);
  const { runKeys } = await import(pathToFileURL(fileURLToPath(main)).href);
  return await runKeys({ root, argv: process.argv.slice(2) });
});
