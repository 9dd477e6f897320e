import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DirectImageResult, ImageJobView } from '@atelier/contracts';
import { tempDir, type TempDir } from '@atelier/testkit';
import OpenAI, { APIError, toFile } from 'openai';
import sharp, { type Region } from 'sharp';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

jest.setTimeout(stackTimeoutMs);

describe('pictures in the answer itself', () => {
  let dir: TempDir;
  let stack: Stack;
  let client: OpenAI;

  beforeAll(async () => {
    dir = await tempDir();
    const environment = { MOCK_STEP_DELAY_MS: '30' };
    stack = await startStack({ dataDir: `${dir.path}/data`, environment });
    client = new OpenAI({ baseURL: `${stack.url}/v1`, apiKey: 'unused', maxRetries: 0 });
  });
  afterAll(async () => {
    await stack.interrupt();
    await dir.remove();
  });

  const small = { prompt: 'a blue square', size: '128x128' as '256x256' };
  const pixelsOf = async (base64: string | undefined) =>
    (
      await sharp(Buffer.from(base64 ?? '', 'base64'))
        .raw()
        .toBuffer()
    ).toString('base64');
  const plain = (background: { r: number; g: number; b: number; alpha?: number }) =>
    sharp({
      create: {
        width: 128,
        height: 128,
        channels: background.alpha === undefined ? 3 : 4,
        background,
      },
    })
      .png()
      .toBuffer();

  describe('for the official client of OpenAI', () => {
    it('come in base64, and are the same for the same seed', async () => {
      const wish = { ...small, n: 2, seed: 7 };
      const { data: images = [], ...about } = await client.images.generate(wish);
      expect(about).toMatchObject({ output_format: 'png', size: '128x128' });
      expect(images).toHaveLength(2);
      for (const { b64_json: base64 } of images) {
        const picture = await sharp(Buffer.from(base64 ?? '', 'base64')).metadata();
        expect(picture).toMatchObject({ format: 'png', width: 128, height: 128 });
      }
      const { data: again = [] } = await client.images.generate(wish);
      expect(await pixelsOf(again[0]?.b64_json)).toBe(await pixelsOf(images[0]?.b64_json));
      expect(await pixelsOf(images[1]?.b64_json)).not.toBe(await pixelsOf(images[0]?.b64_json));
    });

    it('come as addresses that serve them', async () => {
      const wish = { ...small, output_format: 'webp', response_format: 'url' } as const;
      const { data = [] } = await client.images.generate(wish);
      const response = await fetch(data[0]?.url ?? '');
      expect(response.headers.get('content-type')).toBe('image/webp');
      const picture = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      expect(picture).toMatchObject({ format: 'webp', width: 128, height: 128 });
    });

    it('are shown on the way', async () => {
      const wish = { ...small, stream: true, partial_images: 2, steps: 100 } as const;
      const events: OpenAI.Images.ImageGenStreamEvent[] = [];
      for await (const event of await client.images.generate(wish)) events.push(event);
      const partials = events.filter(({ type }) => type === 'image_generation.partial_image');
      expect(partials.length).toBeGreaterThan(0);
      expect(partials.length).toBeLessThanOrEqual(2);
      expect(events.at(-1)?.type).toBe('image_generation.completed');
      for (const { b64_json: base64 } of events) {
        const picture = await sharp(Buffer.from(base64, 'base64')).metadata();
        expect(picture.format).toBe('png');
      }
    });

    it('are changed where a mask is transparent, and nowhere else', async () => {
      const source = await plain({ r: 10, g: 200, b: 30 });
      const left = await plain({ r: 0, g: 0, b: 0, alpha: 0 });
      const opaque = await sharp(left)
        .composite([
          {
            input: { create: { width: 64, height: 128, channels: 4, background: '#000000' } },
            gravity: 'east',
          },
        ])
        .png()
        .toBuffer();
      const { data = [] } = await client.images.edit({
        image: await toFile(source, 'a.png', { type: 'image/png' }),
        mask: await toFile(opaque, 'm.png', { type: 'image/png' }),
        prompt: 'a red circle',
      });
      const changed = sharp(Buffer.from(data[0]?.b64_json ?? '', 'base64'));
      expect(await changed.metadata()).toMatchObject({ width: 128, height: 128 });
      const at = async (area: Region) => {
        const part = await changed.clone().extract(area).png().toBuffer();
        const { channels } = await sharp(part).stats();
        return channels.slice(0, 3).map(({ mean }) => mean);
      };
      const [red = 0, green = 0, blue = 0] = await at({ left: 96, top: 32, width: 32, height: 64 });
      expect(Math.abs(red - 10) + Math.abs(green - 200) + Math.abs(blue - 30)).toBeLessThan(12);
      const [redder = 0] = await at({ left: 0, top: 32, width: 48, height: 64 });
      expect(Math.abs(redder - 10)).toBeGreaterThan(12);
    });

    it('fail with its own errors', async () => {
      const failure = async (work: Promise<unknown>) => {
        const error: unknown = await work.catch((thrown: unknown) => thrown);
        if (error instanceof APIError) return error;
        throw new Error('It did not fail as it should.', { cause: error });
      };
      const unknown = await failure(client.images.generate({ ...small, model: 'dall-e-9' }));
      expect(unknown).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
      const size = await failure(client.images.generate({ ...small, n: 99 }));
      expect(size).toMatchObject({ status: 400, param: 'n' });
      const text = await toFile(Buffer.from('no picture'), 'a.png', { type: 'image/png' });
      const broken = await failure(client.images.edit({ image: text, prompt: 'x' }));
      expect(broken).toMatchObject({ status: 400, code: 'invalid_input', param: 'image' });
    });
  });

  describe('under /api/v1/image', () => {
    const square = { prompt: 'a blue square', width: 320, height: 128, seed: 3 };

    it('come with a thumbnail and what they were made with', async () => {
      const result = DirectImageResult.parse(await stack.client.generateImage(square));
      const [image] = result.images;
      const picture = await sharp(Buffer.from(image?.image ?? '', 'base64')).metadata();
      expect(picture).toMatchObject({ format: 'png', width: 320, height: 128 });
      const thumbnail = await sharp(Buffer.from(image?.thumbnail ?? '', 'base64')).metadata();
      expect(thumbnail).toMatchObject({ format: 'webp', width: 256 });
      expect(result.metadata).toMatchObject({ seed: 3, engine: { engine: 'mock' } });
      expect(result.metadata.duration_ms).toBeGreaterThan(0);
      const served = await stack.client.image(image?.id ?? '');
      expect(Buffer.from(served).toString('base64')).toBe(image?.image);
    });

    it('answer with the job when they take longer, and with the pictures later', async () => {
      const slow = { ...square, seed: 4, steps: 50 };
      const options = { waitSeconds: 0, idempotencyKey: 'e2e-direct' };
      const job = ImageJobView.parse(await stack.client.generateImage(slow, options));
      const later = { idempotencyKey: 'e2e-direct' };
      const result = DirectImageResult.parse(await stack.client.generateImage(slow, later));
      expect(result.job_id).toBe(job.id);
      expect((await stack.client.imageJob(job.id)).status).toBe('succeeded');
    });

    it('take a picture from a form', async () => {
      const form = new FormData();
      form.set('image', new Blob([new Uint8Array(await plain({ r: 9, g: 9, b: 200 }))]), 'a.png');
      form.set('prompt', '4');
      form.set('strength', '0.3');
      const response = await fetch(`${stack.url}/api/v1/image/edit`, {
        method: 'POST',
        body: form,
        headers: { prefer: 'wait=60' },
      });
      expect(response.headers.get('preference-applied')).toBe('wait=60');
      const result = DirectImageResult.parse(await response.json());
      expect(result.images).toMatchObject([{ width: 128, height: 128 }]);
      const job = await stack.client.imageJob(result.job_id);
      expect(job).toMatchObject({ kind: 'edit', settings: { prompt: '4', strength: 0.3 } });
    });
  });
});
