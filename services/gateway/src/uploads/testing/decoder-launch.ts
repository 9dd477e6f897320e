import { join } from 'node:path';
import { builtDecoder, type DecoderLaunch } from '../decoder-child.js';

const root = join(import.meta.dirname, '../../../../..');

/** The decoder process from its sources, without a build. */
export const sourceDecoder: DecoderLaunch = {
  entry: join(import.meta.dirname, '../decoder-process.ts'),
  execArgv: [
    ...builtDecoder.execArgv,
    `--import=${join(root, 'packages/queue/fixtures/load-typescript.mjs')}`,
  ],
};

/** A process that behaves as no decoder should: `exits`, `hangs` or `never-starts`. */
export function brokenDecoder(how: 'exits' | 'hangs' | 'never-starts'): DecoderLaunch {
  return { entry: join(import.meta.dirname, `decoder-that-${how}.mjs`), execArgv: [] };
}
