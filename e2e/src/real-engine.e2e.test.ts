import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, waitFor, type TempDir } from '@atelier/testkit';
import sharp from 'sharp';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

jest.setTimeout(stackTimeoutMs);

const models = fileURLToPath(
  new URL('../../packages/openvino-runtime/test-models', import.meta.url),
);
const openvino = { engine: 'openvino', device: 'CPU', engine_version: expect.any(String) };

// Tiny models with random weights: what they say and draw means nothing, that they do is the point.
describe('OpenVINO behind the whole path', () => {
  let dir: TempDir;
  let stack: Stack;

  beforeAll(async () => {
    dir = await tempDir();
  });
  afterAll(async () => {
    await dir.remove();
  });

  describe('drawing, with a mock engine that asks for pictures', () => {
    beforeAll(async () => {
      stack = await startStack({ dataDir: `${dir.path}/draws`, imageModel: `${models}/sd-tiny` });
    });
    afterAll(async () => {
      await stack.interrupt();
    });

    const draw = async (seed: number) => {
      const message = `Draw a red circle at 64x64, 4 steps, seed ${seed}`;
      const reply = await stack.client.chat({ user_id: 'ada', message });
      const id = reply.image_job_id ?? '';
      const job = await stack.client.waitForImageJob(id, { timeoutMs: 60_000 });
      expect(job).toMatchObject({ status: 'succeeded', steps: 4 });
      return await stack.client.image(job.images[0]?.url ?? '');
    };

    it('is named in /health', async () => {
      const { dependencies } = await stack.client.health();
      expect(dependencies.image_queue.engines).toMatchObject([{ ...openvino, model: 'sd-tiny' }]);
    });

    it('gives a PNG of the size asked for, the same for the same seed, after a restart too', async () => {
      const [one, another] = [await draw(1), await draw(2)];
      expect(await sharp(one).metadata()).toMatchObject({ format: 'png', width: 64, height: 64 });
      const pixels = (png: Uint8Array) => sharp(png).raw().toBuffer();
      expect(await pixels(another)).not.toEqual(await pixels(one));

      await stack.signal('diffusion-worker-1', 'SIGKILL');
      await waitFor(async () => (await stack.client.health()).status === 'ok', {
        timeoutMs: 60_000,
      });
      expect(await pixels(await draw(1))).toEqual(await pixels(one));
    });
  });

  describe('answering', () => {
    beforeAll(async () => {
      stack = await startStack({
        dataDir: `${dir.path}/answers`,
        chatModel: `${models}/qwen2-tiny`,
        environment: { MAX_NEW_TOKENS: '24' },
      });
    });
    afterAll(async () => {
      await stack.interrupt();
    });

    it('comes from the model, which /health names', async () => {
      const reply = await stack.client.chat({ user_id: 'ada', message: 'Hello' });
      expect(reply.model).toBe('qwen2-tiny');
      expect(reply.assistant_response).not.toBe('');
      const { dependencies } = await stack.client.health();
      expect(dependencies.llm_worker).toMatchObject({ ...openvino, model: 'qwen2-tiny' });
    });
  });
});
