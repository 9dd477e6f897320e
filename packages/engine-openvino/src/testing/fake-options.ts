import { fileURLToPath } from 'node:url';
import type { OpenVinoTextOptions } from '../text-engine.js';

type Mode = 'works' | 'newer' | 'dies' | 'dies-loading' | 'never-loads' | 'silent';

/** A text engine over a process that only speaks the protocol. */
export function fakeOptions(
  mode: Mode,
  changes: Partial<OpenVinoTextOptions> = {},
): OpenVinoTextOptions {
  const script = fileURLToPath(new URL('./fake-runtime.mjs', import.meta.url));
  return {
    model: { id: 'fake', path: '/nowhere' },
    python: process.execPath,
    launch: { command: process.execPath, args: [script, mode], cwd: '/', env: {} },
    ...changes,
  };
}
