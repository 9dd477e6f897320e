import { describe, expect, it } from '@jest/globals';
import { Problem } from '@atelier/contracts';
import { AppError, errorCodes, type ErrorCode } from '@atelier/errors';
import { statuses, toProblem } from './problem.js';

const codes = Object.keys(errorCodes) as ErrorCode[];

describe('toProblem', () => {
  it.each(codes)('fits the contract for %s', (code) => {
    const { problem } = toProblem(new AppError(code), 'r1');
    expect(Problem.parse(problem)).toEqual(problem);
    expect(problem.status).toBe(statuses[code]);
  });

  it.each(codes.filter((code) => [409, 429, 503].includes(statuses[code])))(
    'tells when to come back after %s exactly when that can help',
    (code) => {
      const { retryAfterS } = toProblem(new AppError(code), 'r1');
      if (errorCodes[code].retryable) expect(retryAfterS).toBeGreaterThanOrEqual(1);
      else expect(retryAfterS).toBeUndefined();
    },
  );

  it('names the kind by a stable URN', () => {
    const { problem } = toProblem(new AppError('INVALID_INPUT', 'Send a name.'), 'r1');
    expect(problem).toEqual({
      type: 'urn:atelier:problem:invalid-input',
      title: 'The request does not fit the schema.',
      status: 400,
      detail: 'Send a name.',
      code: 'INVALID_INPUT',
      request_id: 'r1',
    });
  });

  it.each([
    [1, 1],
    [1_001, 2],
    [0, 1],
    [60_000, 60],
  ])('rounds %i ms up to %i s', (retryAfterMs, seconds) => {
    const error = new AppError('ENGINE_BUSY', undefined, { retryAfterMs });
    expect(toProblem(error, 'r1').retryAfterS).toBe(seconds);
  });

  it('keeps what an unknown error says inside', () => {
    for (const error of [new Error('password=hunter2'), 'hunter2', undefined, { hunter2: 1 }]) {
      const { problem, retryAfterS } = toProblem(error, 'r1');
      expect(problem).toMatchObject({ status: 500, code: 'INTERNAL' });
      expect(problem.detail).toMatch(/request id r1/);
      expect(JSON.stringify(problem)).not.toMatch(/hunter2/);
      expect(retryAfterS).toBeUndefined();
    }
  });

  it('hides a failure of our own configuration too', () => {
    const fields = [{ field: 'SECRET', problem: 'is wrong' }];
    const { problem } = toProblem(new AppError('INVALID_CONFIG', 'SECRET!', { fields }), 'r1');
    expect(problem.code).toBe('INTERNAL');
    expect(JSON.stringify(problem)).not.toMatch(/SECRET/);
  });
});
