import { mkdir } from 'node:fs/promises';
import { makeBases } from './bases.mjs';
import { helpText, readOptions } from './options.mjs';
import { createPodman } from './podman.mjs';
import { checkProduct } from './product.mjs';
import { checkReach, listeningPorts } from './reach.mjs';
import { checkRestarts } from './restarts.mjs';
import { checkScale } from './scale.mjs';
import { createStack } from './stack.mjs';
import { checkTools, installCompose } from './tools.mjs';

/**
 * Builds the images, starts compose.yaml and drives it from outside; then takes all down again.
 *
 * @param {object} input
 * @param {string} input.root
 * @param {readonly string[]} input.argv
 * @param {Readonly<Record<string, string | undefined>>} input.environment
 * @returns {Promise<number>} the exit code
 */
export async function testCompose({ root, argv, environment }) {
  const options = readOptions(argv);
  if (options.help) {
    console.log(helpText);
    return 0;
  }
  const { workDir } = options;
  const startedAt = Date.now();
  const say = (/** @type {string} */ line) => {
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    console.log(`${String(seconds).padStart(5)} s  ${line}`);
  };
  await checkTools(environment);
  await mkdir(workDir, { recursive: true });
  const { python, compose } = await installCompose({ workDir, environment });
  const podman = await createPodman({ workDir, environment });
  await makeBases({ root, workDir, python, podman, say });
  if (options.basesOnly) return 0;

  const stack = await createStack({ root, workDir, compose, podman, port: options.port, say });
  try {
    await stack.down();
    say('building the images');
    await stack.build();
    const before = await listeningPorts();
    say('starting');
    await stack.up();
    const product = await checkProduct(stack);
    await checkReach(stack, before);
    await checkScale(stack, product);
    await checkRestarts(stack, product);
    say('compose.yaml runs');
    return 0;
  } catch (error) {
    console.error(await stack.describe());
    throw error;
  } finally {
    if (!options.keepRunning) await stack.down();
    stack.close();
  }
}
