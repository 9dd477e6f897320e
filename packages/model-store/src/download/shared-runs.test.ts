import { describe, expect, it } from '@jest/globals';
import type { ModelDownloadEvent } from '@atelier/contracts';
import { createSharedRuns } from './shared-runs.js';

const planned: ModelDownloadEvent = {
  type: 'planned',
  modelId: 'm',
  commit: 'c',
  files: 1,
  totalBytes: 2,
  presentBytes: 0,
};
const nobody = { onEvent: undefined, signal: undefined };

/** Work that ends when told, and takes a moment to stop. */
function workshop() {
  const jobs: { finish: (value: string) => void; emit: (event: ModelDownloadEvent) => void }[] = [];
  const work = (emit: (event: ModelDownloadEvent) => void, signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      jobs.push({ finish: resolve, emit });
      signal.addEventListener('abort', () => {
        setImmediate(() => {
          reject(new Error('stopped'));
        });
      });
    });
  return { jobs, work };
}

const moment = () => new Promise((done) => setImmediate(done));

describe('createSharedRuns', () => {
  it('does the work once for all who come, and tells the late what they missed', async () => {
    const { jobs, work } = workshop();
    const runs = createSharedRuns<string>();
    const heard: string[] = [];
    const first = runs.join('m', nobody, work);
    await moment();
    jobs[0]?.emit(planned);
    const second = runs.join('m', { ...nobody, onEvent: ({ type }) => heard.push(type) }, work);
    await moment();
    jobs[0]?.finish('done');
    expect(await Promise.all([first, second])).toEqual(['done', 'done']);
    expect(jobs).toHaveLength(1);
    expect(heard).toEqual(['planned']);
    expect(runs.cancel('m')).toBe(false);
  });

  it('lets one leave without the other', async () => {
    const { jobs, work } = workshop();
    const runs = createSharedRuns<string>();
    const leaver = new AbortController();
    const first = runs.join('m', { ...nobody, signal: leaver.signal }, work);
    const second = runs.join('m', nobody, work);
    await moment();
    leaver.abort();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    jobs[0]?.finish('done');
    expect(await second).toBe('done');
  });

  it('starts anew for one who comes while the last is being stopped', async () => {
    const { jobs, work } = workshop();
    const runs = createSharedRuns<string>();
    const leaver = new AbortController();
    const first = runs.join('m', { ...nobody, signal: leaver.signal }, work);
    await moment();
    leaver.abort();
    const second = runs.join('m', nobody, work);
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    await moment();
    expect(jobs).toHaveLength(2);
    jobs[1]?.finish('anew');
    expect(await second).toBe('anew');
  });

  it('ends all of them on cancel, and does not begin for one who has left already', async () => {
    const { jobs, work } = workshop();
    const runs = createSharedRuns<string>();
    const both = [runs.join('m', nobody, work), runs.join('m', nobody, work)];
    await moment();
    expect(runs.cancel('m')).toBe(true);
    for (const one of both) await expect(one).rejects.toThrow('stopped');
    const gone = { ...nobody, signal: AbortSignal.abort() };
    await expect(runs.join('m', gone, work)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(jobs).toHaveLength(1);
  });
});
