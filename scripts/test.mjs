// `npm test`: installs what tests need, then runs the gates and every test with real services.
import { fileURLToPath } from 'node:url';
import { requireNode } from './bootstrap/node-version.mjs';

requireNode();

// Loaded late, so that a Node that can not read them has already said so.
const [{ runMain }, { testAtelier }] = await Promise.all([
  import('./bootstrap/run-main.mjs'),
  import('./bootstrap/test-atelier.mjs'),
]);
const root = fileURLToPath(new URL('..', import.meta.url));
await runMain(() => testAtelier({ root, argv: process.argv.slice(2) }));
