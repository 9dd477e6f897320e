/**
 * `--scale diffusion-worker=2`: both take jobs, shown by one drawing while the other is stopped.
 *
 * @param {import('./stack.mjs').Stack} stack
 * @param {import('./product.mjs').Product} product
 */
export async function checkScale(stack, { draw, drawingWorkers }) {
  const { waitFor, podman, nameOf } = stack;
  await stack.scale('diffusion-worker', 2);
  await waitFor('two diffusion-workers take jobs', async () => (await drawingWorkers()) === 2);
  for (const [stopped, colour] of [
    [1, 'green'],
    [2, 'blue'],
  ]) {
    const name = nameOf('diffusion-worker', Number(stopped));
    await podman.run(['stop', '--time', '30', name]);
    await waitFor(`one is left without ${name}`, async () => (await drawingWorkers()) === 1);
    await draw(`Draw a ${colour} square on a white background`);
    await podman.run(['start', name]);
    await waitFor(`${name} is back`, async () => (await drawingWorkers()) === 2);
  }
}
