import { describe, expect, it } from '@jest/globals';
import { patienceOf } from './patience.js';

describe('patienceOf', () => {
  it.each([
    ['wait=10', 10, 'wait=10'],
    ['WAIT = "7" ; x=1', 7, 'wait=7'],
    ['return=minimal, wait=0', 0, 'wait=0'],
    ['wait=5, wait=9', 5, 'wait=5'],
    ['wait=999999999', 600, 'wait=600'],
    ['respond-async', 0, 'respond-async'],
    ['Respond-Async, wait=3', 3, 'wait=3'],
    ['respond-async, wait=soon', 0, 'respond-async'],
  ])('reads %s', (prefer, seconds, applied) => {
    expect(patienceOf(prefer)).toEqual({ seconds, applied });
  });

  it.each([undefined, '', 'return=minimal', 'wait', 'wait=-1', 'wait=1.5', 'wait=9999999999', ';'])(
    'finds nothing in %p',
    (prefer) => {
      expect(patienceOf(prefer)).toBeUndefined();
    },
  );
});
