import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OpenVinoOptions } from '../options.js';
import type { OpenVinoTextOptions } from '../text-engine.js';

const root = new URL('../../../../', import.meta.url);
const models = new URL('packages/openvino-runtime/test-models/', root);

/** A Python with the runtime's requirements: TEST_PYTHON, or the workspace's own environment. */
function testPython(): string {
  // eslint-disable-next-line no-restricted-properties -- tests are told where it is this way
  const python = process.env['TEST_PYTHON'] ?? fileURLToPath(new URL('.venv/bin/python', root));
  if (!existsSync(python)) throw new Error(`There is no Python at ${python}. Set TEST_PYTHON.`);
  return python;
}

/** A tiny chat model with random weights. */
export function textOptions(changes: Partial<OpenVinoTextOptions> = {}): OpenVinoTextOptions {
  const path = fileURLToPath(new URL('qwen2-tiny', models));
  return {
    model: { id: 'test-chat', path },
    python: testPython(),
    kvCacheBytes: 64 * 1024 ** 2,
    ...changes,
  };
}

/** A tiny chat model whose template opens its reasoning. */
export const reasoningModel = {
  id: 'test-thinker',
  path: fileURLToPath(new URL('qwen2-tiny-thinking', models)),
};

/** A tiny diffusion model with random weights. */
export function imageOptions(changes: Partial<OpenVinoOptions> = {}): OpenVinoOptions {
  const path = fileURLToPath(new URL('sd-tiny', models));
  return { model: { id: 'test-image', path }, python: testPython(), ...changes };
}
