import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ImageJobView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { tempDir, type TempDir } from '@atelier/testkit';
import sharp from 'sharp';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

jest.setTimeout(stackTimeoutMs);

describe('chat that paints', () => {
  let dir: TempDir;
  let dataDir: string;
  let stack: Stack;

  beforeAll(async () => {
    dir = await tempDir();
    dataDir = dir.path;
    stack = await startStack({ dataDir, environment: { MOCK_STEP_DELAY_MS: '40' } });
  });
  afterAll(async () => {
    await stack.interrupt();
    await dir.remove();
  });

  it('answers in text, and remembers', async () => {
    const first = await stack.client.chat({ user_id: 'ada', message: 'Hello, my name is Ada.' });
    expect(first.assistant_response).not.toBe('');
    expect(first.image_job_id).toBeUndefined();
    const second = await stack.client.chat({ user_id: 'ada', message: 'What is my name?' });
    expect(second.assistant_response).toContain('Ada');
    expect(second.conversation_id).toBe(first.conversation_id);
    const other = await stack.client.chat({ user_id: 'bob', message: 'What is my name?' });
    expect(other.assistant_response).not.toContain('Ada');
    expect(other.conversation_id).not.toBe(first.conversation_id);
  });

  it('draws what was asked for, in the size and with the seed asked for', async () => {
    const reply = await stack.client.chat({
      user_id: 'ada',
      message: 'Please draw a blue square at 320x192 with seed 7 and 12 steps',
    });
    expect(reply.assistant_response).not.toContain('image_prompt');
    const seen: ImageJobView[] = [];
    const job = await stack.client.waitForImageJob(reply.image_job_id ?? '', {
      timeoutMs: 60_000,
      onProgress: (view) => seen.push(view),
    });
    expect(job).toMatchObject({ status: 'succeeded', progress: 100, steps: 12 });
    expect(job.settings).toMatchObject({ width: 320, height: 192, seed: 7, steps: 12 });
    expect(job.images).toMatchObject([{ width: 320, height: 192, seed: 7 }]);
    const steps = seen.map(({ progress }) => progress);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));

    const png = await stack.client.image(job.images[0]?.url ?? '');
    const picture = await sharp(png).metadata();
    expect(picture).toMatchObject({ format: 'png', width: 320, height: 192 });
    expect(JSON.stringify(picture.comments)).toContain('blue square');
  });

  it('gives the same pixels for the same wish and seed, and others for another seed', async () => {
    const draw = async (seed: number) => {
      const message = `Draw a green star at 128x128 with seed ${seed}`;
      const reply = await stack.client.chat({ user_id: 'ada', message });
      const id = reply.image_job_id ?? '';
      const job = await stack.client.waitForImageJob(id, { timeoutMs: 60_000 });
      const png = await stack.client.image(job.images[0]?.url ?? '');
      return (await sharp(png).raw().toBuffer()).toString('base64');
    };
    const [one, again, another] = [await draw(1), await draw(1), await draw(2)];
    expect(again).toBe(one);
    expect(another).not.toBe(one);
  });

  it('gives the same answer for the same Idempotency-Key, and one job', async () => {
    const body = { user_id: 'ada', message: 'Draw a red heart at 128x128' };
    const [first, second] = [
      await stack.client.chat(body, { idempotencyKey: 'e2e-1' }),
      await stack.client.chat(body, { idempotencyKey: 'e2e-1' }),
    ];
    expect(second).toEqual(first);
    await expect(
      stack.client.chat({ ...body, message: 'Draw a dog' }, { idempotencyKey: 'e2e-1' }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
  });

  it('cancels', async () => {
    const message = 'Draw a long river, 100 steps, at 128x128';
    const reply = await stack.client.chat({ user_id: 'ada', message });
    const cancelled = await stack.client.cancelImageJob(reply.image_job_id ?? '');
    expect(cancelled).toMatchObject({ status: 'cancelled', images: [] });
  });

  it('does not know what is not there', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    const error: unknown = await stack.client.imageJob(nobody).catch((thrown: unknown) => thrown);
    expect(AppError.is(error) && error.code).toBe('NOT_FOUND');
  });
});
