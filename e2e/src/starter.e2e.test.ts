import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, waitFor, type TempDir } from '@atelier/testkit';
import sharp from 'sharp';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

jest.setTimeout(stackTimeoutMs);

// Nothing listens on the port "discard".
const noHub = 'http://127.0.0.1:9';

describe('a first start, with no hub in reach', () => {
  let dir: TempDir;
  let stack: Stack;

  beforeAll(async () => {
    dir = await tempDir();
    stack = await startStack({
      dataDir: `${dir.path}/data`,
      mocks: false,
      environment: { MODELS_AUTO_DOWNLOAD: 'true', HF_ENDPOINT: noHub },
    });
  });
  afterAll(async () => {
    await stack.interrupt();
    await dir.remove();
  });

  it('runs the models that ship, and says why in /health', async () => {
    const chat = await waitFor(
      async () => {
        const { llm_worker } = (await stack.client.health()).dependencies;
        return llm_worker.fallback?.code === 'hub-unreachable' && llm_worker;
      },
      { timeoutMs: 30_000 },
    );
    expect(chat).toMatchObject({ engine: 'openvino', model: 'starter-chat', precision: 'int8' });
    expect(chat.fallback?.says).toContain('hub unreachable');
    const { image_queue } = (await stack.client.health()).dependencies;
    expect(image_queue.engines).toMatchObject([{ engine: 'openvino', model: 'starter-image' }]);
  });

  it('draws a red circle on a blue background when asked for one', async () => {
    const message = 'please draw a red circle on a blue background';
    const reply = await stack.client.chat({ user_id: 'ada', message });
    expect(reply.model).toBe('starter-chat');
    const job = await stack.client.waitForImageJob(reply.image_job_id ?? '', {
      timeoutMs: 60_000,
    });
    expect(job).toMatchObject({ status: 'succeeded' });
    const picture = await stack.client.image(job.images[0]?.url ?? '');
    const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({
      resolveWithObject: true,
    });
    expect(info).toMatchObject({ width: 128, height: 128 });

    const colourAt = (x: number, y: number) => {
      const [red = 0, green = 0, blue = 0] = data.subarray(3 * (y * 128 + x));
      if (red > 150 && green < 100 && blue < 100) return 'red';
      return blue > 150 && red < 100 ? 'blue' : 'other';
    };
    const places = Array.from({ length: 128 * 128 }, (_, index) => [index % 128, index >> 7]);
    const reds = places.filter(([x = 0, y = 0]) => colourAt(x, y) === 'red');
    const blues = places.filter(([x = 0, y = 0]) => colourAt(x, y) === 'blue');
    // All but the edge is one or the other, and blue all around.
    expect(reds.length + blues.length).toBeGreaterThan(0.9 * places.length);
    for (const corner of [0, 127]) expect(colourAt(corner, corner)).toBe('blue');
    // A disc fills pi / 4 of the square around it; a square fills all of it and a star a third.
    const [width, height] = [0, 1].map((axis) => {
      const along = reds.map((place) => place[axis] ?? 0);
      return Math.max(...along) - Math.min(...along) + 1;
    });
    expect(width! / height!).toBeCloseTo(1, 0);
    expect(reds.length / (width! * height!)).toBeGreaterThan(0.7);
    expect(reds.length / (width! * height!)).toBeLessThan(0.86);
  });

  it('changes a picture when told to, with its seed kept, and draws none for small talk', async () => {
    const user_id = 'grace';
    const jobs = [];
    for (const message of [
      'draw a blue star on a yellow background',
      'now make it red',
      'the same on green',
    ]) {
      const { image_job_id } = await stack.client.chat({ user_id, message });
      jobs.push(await stack.client.waitForImageJob(image_job_id ?? '', { timeoutMs: 60_000 }));
    }
    expect(jobs.map(({ settings }) => settings.prompt)).toEqual([
      'a blue star on a yellow background',
      'a red star on a yellow background',
      'a red star on a green background',
    ]);
    expect(new Set(jobs.map(({ settings }) => settings.seed)).size).toBe(1);
    for (const message of ['thank you!', 'hello', 'What is Atelier?']) {
      const reply = await stack.client.chat({ user_id, message });
      expect(reply.image_job_id).toBeUndefined();
      expect(reply.assistant_response).not.toBe('');
    }
  });
});
