import { describe, expect, it } from '@jest/globals';
import type { ImageJobView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { randomUUID } from 'node:crypto';
import { imageJobEvents } from './image-job-events.js';

const id = randomUUID();
const job = (status: ImageJobView['status'], step: number): ImageJobView => ({
  id,
  kind: 'generate',
  status,
  progress: step,
  step,
  steps: 20,
  settings: {
    prompt: 'a fox',
    negative_prompt: '',
    width: 64,
    height: 64,
    steps: 20,
    cfg_scale: 7.5,
    seed: 1,
    count: 1,
    format: 'png',
  },
  images: [],
  warnings: [],
  created_at: '2026-01-01T00:00:00.000Z',
});
const stream = (...jobs: readonly ImageJobView[]) =>
  new Response(jobs.map((one) => `event: image-job\ndata: ${JSON.stringify(one)}\n\n`).join(''));

/** Follows the job on a server that gives these answers, one a connection. */
async function follow(answers: readonly (Response | Error)[], patienceMs = 60_000) {
  const left = [...answers];
  const seen: string[] = [];
  let clock = 0;
  const fetch = () => {
    const next = left.shift() ?? new Error('refused');
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  const pause = (ms: number) => {
    clock += ms;
    return Promise.resolve();
  };
  const deps = { connection: { baseUrl: 'http://x', fetch }, pause, now: () => clock };
  for await (const one of imageJobEvents(deps, id, { patienceMs })) {
    seen.push(`${one.status} ${one.step}`);
  }
  return { seen, left };
}

describe('following a job', () => {
  it('goes on over broken connections, to the end', async () => {
    const { seen, left } = await follow([
      stream(job('queued', 0), job('running', 3)),
      new Error('reset'),
      stream(job('running', 9), job('succeeded', 20), job('running', 1)),
      stream(),
    ]);
    expect(seen).toEqual(['queued 0', 'running 3', 'running 9', 'succeeded 20']);
    expect(left).toHaveLength(1);
  });

  it('skips what it does not understand', async () => {
    const strange = 'event: image-job\ndata: {"id":5}\n\n';
    const good = await stream(job('failed', 2)).text();
    expect((await follow([new Response(strange + good)])).seen).toEqual(['failed 2']);
  });

  it('stops at what trying again can not help', async () => {
    const gone = new Response('', { status: 404 });
    await expect(follow([gone, stream(job('succeeded', 1))])).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('loses patience', async () => {
    const error: unknown = await follow([], 10_000).catch((reason: unknown) => reason);
    expect(AppError.is(error) && error.code).toBe('SERVER_UNREACHABLE');
  });
});
