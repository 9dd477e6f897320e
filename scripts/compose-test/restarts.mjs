/**
 * Restarts every container; each time the product mends itself, and what was made is still there.
 *
 * @param {import('./stack.mjs').Stack} stack
 * @param {import('./product.mjs').Product} product
 */
export async function checkRestarts(stack, { draw, isReady, isKept }) {
  const { podman, containers, waitFor } = stack;
  for (const name of await containers()) {
    await podman.run(['restart', '--time', '30', name]);
    const isHealthy = async () => (await podman.attempt(['healthcheck', 'run', name])).code === 0;
    const isAsBefore = async () => (await isHealthy()) && (await isReady()) && (await isKept());
    await waitFor(`as before after a restart of ${name}`, isAsBefore);
    await draw('Draw a yellow star on a black background');
  }
}
