import { describe, expect, it } from '@jest/globals';
import { createWaitingRoom } from './waiting-room.js';

const never = () => new AbortController().signal;

describe('createWaitingRoom', () => {
  it('gives seats in the order of coming', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 10 });
    const leave = await room.enter(never());
    const order: number[] = [];
    const guests = [1, 2, 3].map(async (guest) => {
      const leaveAgain = await room.enter(never());
      order.push(guest);
      leaveAgain();
    });
    expect([room.running(), room.waiting()]).toEqual([1, 3]);
    leave();
    leave();
    await Promise.all(guests);
    expect(order).toEqual([1, 2, 3]);
    expect([room.running(), room.waiting()]).toEqual([0, 0]);
  });

  it('never gives out more seats than there are', async () => {
    const room = createWaitingRoom({ seats: 3, maxWaiting: 100 });
    let most = 0;
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const leave = await room.enter(never());
        most = Math.max(most, room.running());
        await new Promise((resolve) => setImmediate(resolve));
        leave();
        leave();
      }),
    );
    expect(most).toBe(3);
    expect(room.running()).toBe(0);
  });

  it('refuses when it is full', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 0 });
    await room.enter(never());
    await expect(room.enter(never())).rejects.toMatchObject({
      code: 'ENGINE_BUSY',
      retryable: true,
    });
  });

  it('forgets a guest who leaves', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 2 });
    const leave = await room.enter(never());
    const impatient = new AbortController();
    const gone = room.enter(impatient.signal);
    const patient = room.enter(never());
    impatient.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    expect(room.waiting()).toBe(1);
    leave();
    (await patient)();
    expect(room.running()).toBe(0);
  });

  it('sends away who waits when it closes, and lets nobody in', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 2 });
    const leave = await room.enter(never());
    const refused = expect(room.enter(never())).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    room.close();
    await refused;
    leave();
    await expect(room.enter(never())).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
