// `npm start`: installs, builds and runs Atelier with nothing but Node and Python on the machine.
import { fileURLToPath } from 'node:url';
import { requireNode } from './bootstrap/node-version.mjs';

requireNode();

// Loaded late, so that a Node that can not read them has already said so.
const [{ runMain }, { startAtelier }] = await Promise.all([
  import('./bootstrap/run-main.mjs'),
  import('./bootstrap/start-atelier.mjs'),
]);
const root = fileURLToPath(new URL('..', import.meta.url));
await runMain(() => startAtelier({ root, argv: process.argv.slice(2) }));
