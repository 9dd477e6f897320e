import { fileURLToPath } from 'node:url';
import type { OpenVinoOptions } from './options.js';
import type { RuntimeLaunch } from './process/runtime-child.js';

const workspaceRuntime = fileURLToPath(new URL('../../openvino-runtime/', import.meta.url));

/** Starts `atelier_runtime` with an environment of its own: no key or address of ours gets there. */
export function runtimeLaunch(options: OpenVinoOptions): RuntimeLaunch {
  return {
    command: options.python,
    args: ['-m', 'atelier_runtime'],
    cwd: options.runtimeDir ?? workspaceRuntime,
    env: {
      LANG: 'C.UTF-8',
      PYTHONNOUSERSITE: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      // Its crash reports go to the log.
      PYTHONFAULTHANDLER: '1',
    },
  };
}
