import { afterEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { waitFor } from '@atelier/testkit';
import type { ResolvedModel } from '../model-store.js';
import { entry } from '../testing/test-store.js';
import { followModel, type FollowedModel, type ModelToLoad } from './follow-model.js';

const model = (id: string, folder = `/models/${id}`): ResolvedModel => ({
  entry: { ...entry, id },
  folder,
});
const waiting: ResolvedModel['fallback'] = {
  wanted: 'large',
  code: 'downloading',
  says: 'large is being downloaded.',
};
const starter = model('starter');

let followed: FollowedModel<unknown> | undefined;
afterEach(() => followed?.stop());

/** Follows what `wanted` says; folders in `broken` do not load. */
async function follow(
  wanted: ResolvedModel,
  options: { readonly broken?: readonly string[]; readonly retryMs?: number } = {},
) {
  const broken = new Set(options.broken);
  const tries: string[] = [];
  const world = { wanted, looks: 0, tries, broken };
  const attempt = async ({ path }: ModelToLoad) => {
    tries.push(path);
    await Promise.resolve();
    if (broken.has(path)) throw new AppError('ENGINE_FAILED', 'Its weights are broken.');
  };
  const result = await followModel({
    resolve: () => {
      world.looks += 1;
      return Promise.resolve(world.wanted);
    },
    starter: () => Promise.resolve(starter),
    load: async (first) => {
      await attempt(first);
      return { swap: attempt };
    },
    everyMs: 1,
    retryMs: options.retryMs ?? 3_600_000,
  });
  followed = result;
  const looks = async (more: number) => {
    const until = world.looks + more;
    await waitFor(() => world.looks >= until);
  };
  return { world, result, looks };
}

describe('followModel', () => {
  it('runs the starter with the reason, and moves over when the wanted model has come', async () => {
    const { world, result } = await follow({ ...starter, fallback: waiting });
    expect(result.fallback()).toEqual(waiting);
    world.wanted = model('large');
    await waitFor(() => result.fallback() === undefined);
    expect(world.tries).toEqual(['/models/starter', '/models/large']);
  });

  it('moves over to a newer version of the same model', async () => {
    const { world, looks } = await follow(model('large', '/models/large/0001'));
    world.wanted = model('large', '/models/large/0002');
    await looks(3);
    expect(world.tries).toEqual(['/models/large/0001', '/models/large/0002']);
  });

  it('starts with the starter when the wanted model does not load', async () => {
    const { world, result, looks } = await follow(model('large'), { broken: ['/models/large'] });
    await looks(5);
    expect(world.tries).toEqual(['/models/large', '/models/starter']);
    expect(result.fallback()).toEqual({
      wanted: 'large',
      code: 'failed',
      says: 'large does not load. Its weights are broken.',
    });
  });

  it('keeps what runs when the next does not load, and tries again later, not in a loop', async () => {
    const { world, result, looks } = await follow(model('old'), { broken: ['/models/new'] });
    world.wanted = model('new');
    await looks(10);
    expect(world.tries).toEqual(['/models/old', '/models/new']);
    expect(result.fallback()).toMatchObject({ wanted: 'new', code: 'failed' });
    world.wanted = model('old');
    await waitFor(() => result.fallback() === undefined);
    expect(world.tries).toHaveLength(2);
  });

  it('comes back to a folder that loads by now', async () => {
    const { world, result } = await follow(model('old'), { broken: ['/models/new'], retryMs: 1 });
    world.wanted = model('new');
    await waitFor(() => result.fallback()?.code === 'failed');
    world.broken.clear();
    await waitFor(() => result.fallback() === undefined);
  });

  it('fails when not even the starter loads', async () => {
    const broken = ['/models/large', '/models/starter'];
    await expect(follow(model('large'), { broken })).rejects.toThrow('Its weights are broken.');
  });
});
