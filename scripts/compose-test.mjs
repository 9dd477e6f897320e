// `node scripts/compose-test.mjs`: builds the Dockerfiles and runs compose.yaml with podman, on bases
// made on this machine, and drives it through its published port. Needs root; see --help.
import { fileURLToPath } from 'node:url';
import { requireNode } from './bootstrap/node-version.mjs';

requireNode();

// Loaded late, so that a Node that can not read them has already said so.
const [{ runMain }, { testCompose }] = await Promise.all([
  import('./bootstrap/run-main.mjs'),
  import('./compose-test/test-compose.mjs'),
]);
const root = fileURLToPath(new URL('..', import.meta.url));
await runMain(() => testCompose({ root, argv: process.argv.slice(2), environment: process.env }));
