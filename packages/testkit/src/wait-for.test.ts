import { describe, expect, it } from '@jest/globals';
import { waitFor } from './wait-for.js';

describe('waitFor', () => {
  it('gives the first answer that is one', async () => {
    const answers = [undefined, false, 0];
    expect(await waitFor(() => answers.shift(), { intervalMs: 1 })).toBe(0);
  });

  it('says what it waited for in vain', async () => {
    const wait = waitFor(() => false, { timeoutMs: 5, intervalMs: 1, what: 'the moon' });
    await expect(wait).rejects.toThrow('Waited 5 ms for the moon in vain.');
  });

  it('ends with an error of the check, unless told to go on', async () => {
    let calls = 0;
    const check = () => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return calls;
    };
    await expect(waitFor(check, { intervalMs: 1 })).rejects.toThrow('not yet');
    expect(await waitFor(check, { intervalMs: 1, retryErrors: true })).toBe(3);
  });
});
