/**
 * Restarts every container; each time the product mends itself, and what was made is still there.
 *
 * @param {import('./stack.mjs').Stack} stack
 * @param {import('./product.mjs').Product} product
 */
export async function checkRestarts(stack, { draw, isReady, checkKept }) {
  const { podman, containers, waitFor } = stack;
  for (const name of await containers()) {
    await podman.run(['restart', '--time', '30', name]);
    await waitFor(`ready again after a restart of ${name}`, isReady);
    await checkKept();
  }
  await draw('Draw a yellow star on a black background');
}
