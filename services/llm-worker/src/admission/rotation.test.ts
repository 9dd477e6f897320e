import { describe, expect, it } from '@jest/globals';
import { createRotation } from './rotation.js';

const anyone = () => true;

function rotationOf(...guests: readonly [string, number][]) {
  const rotation = createRotation<number>();
  for (const [user, guest] of guests) rotation.add(user, guest);
  return rotation;
}

describe('createRotation', () => {
  it('serves users in turn, and says so beforehand', () => {
    const rotation = rotationOf(['a', 1], ['a', 2], ['a', 3], ['b', 4], ['c', 5], ['b', 6]);
    const order = [1, 4, 5, 2, 6, 3];
    expect(rotation.order()).toEqual(order);
    expect(order.map(() => rotation.take(anyone))).toEqual(order);
    expect(rotation.take(anyone)).toBeUndefined();
  });

  it('keeps the turn of a user who may not come yet', () => {
    const rotation = rotationOf(['a', 1], ['b', 2], ['b', 3]);
    const notA = (user: string) => user !== 'a';
    expect([rotation.take(notA), rotation.take(anyone), rotation.take(anyone)]).toEqual([2, 1, 3]);
  });

  it('forgets who leaves', () => {
    const rotation = rotationOf(['a', 1], ['a', 2], ['b', 3]);
    rotation.remove('a', 1);
    rotation.remove('a', 1);
    rotation.remove('nobody', 1);
    expect([rotation.size(), rotation.sizeOf('a'), rotation.sizeOf('c')]).toEqual([2, 1, 0]);
    rotation.remove('a', 2);
    expect([...rotation.users()]).toEqual(['b']);
  });
});
