import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { requestOf } from '../testing/open-handler.js';
import { savePicture } from './save-picture.js';

const picture = { width: 8, height: 8, pixels: new Uint8Array(8 * 8 * 3) };
const maker = { engine: 'mock', model: 'm', modelCached: true };

describe('savePicture', () => {
  it('ends only when nothing is being written any more, also when a write fails', async () => {
    const begun: string[] = [];
    let letEnd: () => void = () => undefined;
    const blobs = {
      put(key: string) {
        begun.push(key.split('.').at(-1) ?? '');
        if (begun.length === 1) return Promise.reject(new AppError('STORAGE_FULL'));
        return new Promise<'stored'>((resolve) => {
          letEnd = () => {
            resolve('stored');
          };
        });
      },
    };
    const context = {
      input: requestOf({ kind: 'generate' }),
      signal: new AbortController().signal,
      assertHeld: () => Promise.resolve(),
    };
    let ended = false;
    const saving = savePicture(blobs, context, 0, picture, maker).finally(() => (ended = true));
    const outcome = expect(saving).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    while (begun.length < 2) await new Promise(setImmediate);
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    expect([begun, ended]).toEqual([['png', 'webp'], false]);
    letEnd();
    await outcome;
  });
});
