import { describe, expect, it } from '@jest/globals';
import { AppError } from './app-error.js';
import { fromWireError, toWireError, type WireError } from './wire-error.js';

describe('wire errors', () => {
  it('survive a round trip', () => {
    const error = new AppError('ENGINE_BUSY', 'Try again in 2 s.', {
      retryAfterMs: 2_000,
      fields: [{ field: '/message', problem: 'too long' }],
    });
    const sent = JSON.stringify(toWireError(error));
    const back = fromWireError(JSON.parse(sent) as WireError);
    expect(back).toMatchObject({
      code: 'ENGINE_BUSY',
      message: 'Try again in 2 s.',
      retryable: true,
      retryAfterMs: 2_000,
      fields: [{ field: '/message', problem: 'too long' }],
    });
  });

  it('hide what an unknown error says', () => {
    expect(toWireError(new Error('password=hunter2'))).toEqual({
      code: 'INTERNAL',
      message: 'Something went wrong inside Atelier.',
      retryable: false,
    });
  });

  it('keep a code of a newer version readable', () => {
    expect(fromWireError({ code: 'NEWER', message: 'x', retryable: true })).toMatchObject({
      code: 'INTERNAL',
      retryable: true,
    });
  });
});
