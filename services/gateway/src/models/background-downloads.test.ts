import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { AppError, type ErrorCode } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import type { InstalledModel, ModelState } from '@atelier/model-store';
import { waitFor } from '@atelier/testkit';
import { createBackgroundDownloads } from './background-downloads.js';

const log = createLogger({ service: 'test', stream: new PassThrough().resume() });
const state = { entry: { source: 'hub' }, status: 'missing' } as unknown as ModelState;

/** Downloads that all end with this failure. */
function failing(code: ErrorCode, retryMs: number) {
  const tries: string[] = [];
  const downloads = createBackgroundDownloads({
    store: {
      get: () => Promise.resolve(state),
      download: (id): Promise<InstalledModel> => {
        tries.push(id);
        return Promise.reject(new AppError(code));
      },
      cancel: () => false,
    },
    retryMs,
    log,
  });
  /** As the gateway does while a worker lacks the model. */
  const ensureOften = async () => {
    for (let look = 0; look < 20; look += 1) {
      await downloads.ensure('large');
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { downloads, tries, ensureOften };
}

describe('createBackgroundDownloads', () => {
  it('tries again while the hub can not be reached, but not at every look', async () => {
    const patient = failing('HUB_UNREACHABLE', 3_600_000);
    await patient.ensureOften();
    expect(patient.tries).toHaveLength(1);

    const eager = failing('HUB_UNREACHABLE', 1);
    await waitFor(async () => {
      await eager.ensureOften();
      return eager.tries.length > 2;
    });
  });

  it('does not repeat what can not succeed, until somebody asks', async () => {
    const { downloads, tries, ensureOften } = failing('HUB_REFUSED', 1);
    await ensureOften();
    await ensureOften();
    expect(tries).toHaveLength(1);
    await expect(downloads.start('large')).rejects.toMatchObject({ code: 'HUB_REFUSED' });
    expect(tries).toHaveLength(2);
  });

  it('gives up a next try that was cancelled', async () => {
    const { downloads, tries, ensureOften } = failing('HUB_UNREACHABLE', 1);
    await downloads.ensure('large');
    await waitFor(() => tries.length === 1);
    await downloads.cancel('large');
    const before = tries.length;
    await ensureOften();
    expect(tries).toHaveLength(before);
  });
});
