import assert from 'node:assert/strict';

/** @typedef {import('./stack.mjs').Stack} Stack */

/**
 * @typedef {object} Product what was made by the first look at it
 * @property {(path: string, options?: { body?: unknown, key?: string | undefined }) => Promise<Response>} ask
 * @property {(words: string) => Promise<string>} draw through a chat turn; gives the picture's path
 * @property {() => Promise<boolean>} isReady
 * @property {() => Promise<number>} drawingWorkers
 * @property {() => Promise<boolean>} isKept whether what was drawn first is as it was
 */

/**
 * Through the published port as a person would: a key, a chat turn, its picture, the page.
 *
 * @param {Stack} stack
 * @returns {Promise<Product>}
 */
export async function checkProduct(stack) {
  const { url, waitFor } = stack;
  /** @type {string | undefined} */
  let ownKey;
  /** @type {Product['ask']} */
  const ask = (path, { body, key = ownKey } = {}) =>
    fetch(new URL(path, url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
  const isReady = async () => (await ask('/health/ready')).ok;
  await waitFor('the stack is ready', isReady, 300_000);

  assert.equal((await ask('/chat', { body: { user_id: 'u', message: 'hi' } })).status, 401);
  const made = await stack.exec('gateway', ['node', 'keys.mjs', 'create', '--user', 'tester']);
  ownKey = /^atl_\S+$/m.exec(made)?.[0];
  assert.ok(ownKey, `no key in: ${made}`);

  const draw = async (/** @type {string} */ words) => {
    /** @type {Record<string, unknown>} */
    let turn = {};
    await waitFor(`"${words}" is answered`, async () => {
      const answer = await ask('/chat', { body: { user_id: 'tester', message: words } });
      turn = await json(answer);
      return answer.status === 200;
    });
    const job = turn['image_job_id'];
    assert.equal(typeof job, 'string', `no picture in: ${JSON.stringify(turn)}`);
    /** @type {Record<string, unknown>} */
    let view = {};
    await waitFor(`"${words}" is drawn`, async () => {
      view = await json(await ask(`/api/v1/image-jobs/${job}`));
      assert.notEqual(view['status'], 'failed', JSON.stringify(view));
      return view['status'] === 'succeeded';
    });
    const [image] = /** @type {{ url: string }[]} */ (view['images']);
    assert.ok(image);
    return image.url;
  };
  const path = await draw('Draw a red circle on a white background');
  const picture = await bytesOf(ask, path);
  assert.equal(picture.subarray(1, 4).toString(), 'PNG');
  assert.equal((await fetch(new URL(path, url))).status, 401);

  const page = await (await ask('/')).text();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
  assert.ok(script, 'the page names its script');
  assert.equal((await ask(script)).status, 200);
  stack.say('the page is served');

  return {
    ask,
    draw,
    isReady,
    async drawingWorkers() {
      const health = await json(await ask('/health'));
      const { image_queue: queue } = /** @type {{ image_queue: { workers: number } }} */ (
        health['dependencies']
      );
      return queue.workers;
    },
    isKept: async () => picture.equals(await bytesOf(ask, path)),
  };
}

/** @param {Product['ask']} ask @param {string} path */
async function bytesOf(ask, path) {
  const answer = await ask(path);
  assert.equal(answer.status, 200, path);
  return Buffer.from(await answer.arrayBuffer());
}

/**
 * @param {Response} response
 * @returns {Promise<Record<string, unknown>>}
 */
async function json(response) {
  return /** @type {Record<string, unknown>} */ (await response.json());
}
