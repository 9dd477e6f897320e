import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createWaitingRoom, type Seat, type WaitingRoom } from './waiting-room.js';

const never = () => new AbortController().signal;
const enter = (room: WaitingRoom, user = 'a') => room.enter({ user, signal: never() });
/** Lets everything happen that needs no more time. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('createWaitingRoom', () => {
  it('gives one user seats in the order of coming', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 10 });
    const seat = await enter(room);
    const order: number[] = [];
    const guests = [1, 2, 3].map(async (guest) => {
      const next = await enter(room);
      order.push(guest);
      next.leave();
    });
    expect([room.running(), room.waiting()]).toEqual([1, 3]);
    seat.leave();
    seat.leave();
    await Promise.all(guests);
    expect(order).toEqual([1, 2, 3]);
    expect([room.running(), room.waiting()]).toEqual([0, 0]);
  });

  it('never gives out more seats than there are', async () => {
    const room = createWaitingRoom({ seats: 3, maxWaiting: 100 });
    let most = 0;
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const seat = await enter(room, `user ${index % 7}`);
        most = Math.max(most, room.running());
        await settle();
        seat.leave();
        seat.leave();
      }),
    );
    expect(most).toBe(3);
    expect(room.running()).toBe(0);
  });

  it('refuses when it is full, before and while one enters', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 0 });
    const seat = await enter(room);
    const busy = { code: 'ENGINE_BUSY', retryable: true, retryAfterMs: 2_000 };
    await expect(enter(room)).rejects.toMatchObject(busy);
    expect(() => {
      room.check('a');
    }).toThrow(expect.objectContaining(busy));
    seat.leave();
    room.check('a');
  });

  it('keeps one user from filling it', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 10 });
    await enter(room, 'flood');
    const flood = Array.from({ length: 20 }, () => enter(room, 'flood'));
    const refused = flood.slice(5).map((one) => expect(one).rejects.toThrow('your requests'));
    await Promise.all(refused);
    void enter(room, 'other');
    expect(room.waiting()).toBe(6);
  });

  it('forgets a guest who leaves', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 4 });
    const seat = await enter(room);
    const impatient = new AbortController();
    const gone = room.enter({ user: 'a', signal: impatient.signal });
    const patient = enter(room);
    impatient.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    expect(room.waiting()).toBe(1);
    seat.leave();
    (await patient).leave();
    expect(room.running()).toBe(0);
  });

  it('sends away who waits when it closes, and lets nobody in', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 2 });
    const seat = await enter(room);
    const refused = expect(enter(room)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    room.close();
    await refused;
    seat.leave();
    await expect(enter(room)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});

describe('a flood', () => {
  /** Takes seats as they are given, and remembers whose they were. */
  function crowd(room: WaitingRoom) {
    const seated: { readonly user: string; readonly seat: Seat }[] = [];
    const come = (user: string, count: number) => {
      for (let guest = 0; guest < count; guest += 1) {
        void enter(room, user).then((seat) => seated.push({ user, seat }));
      }
      return settle();
    };
    const seatsOf = (user: string) => seated.filter((one) => one.user === user).length;
    return { seated, come, seatsOf };
  }
  const beginAll = async (seated: readonly { readonly seat: Seat }[]) => {
    let known = -1;
    while (known !== seated.length) {
      known = seated.length;
      for (const { seat } of seated) seat.begun();
      await settle();
    }
  };

  it('delays another by one turn at most, however few the seats', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 300 });
    const { seated, come } = crowd(room);
    await come('flood', 100);
    await come('other', 1);
    const served: string[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const next = seated.at(-1);
      served.push(next?.user ?? '');
      next?.seat.leave();
      await settle();
    }
    expect(served).toEqual(['flood', 'flood', 'other', 'flood', 'flood']);
  });

  it('leaves a seat for whoever comes next', async () => {
    const room = createWaitingRoom({ seats: 8, maxWaiting: 300 });
    const { seated, come, seatsOf } = crowd(room);
    await come('flood', 100);
    await beginAll(seated);
    expect([seatsOf('flood'), room.waiting()]).toEqual([4, 96]);
    await come('other', 1);
    expect(seatsOf('other')).toBe(1);
    await come('second flood', 100);
    await beginAll(seated);
    await come('newcomer', 1);
    expect(seatsOf('newcomer')).toBe(1);
    for (let turn = 0; turn < 300; turn += 1) {
      seated.shift()?.seat.leave();
      await settle();
    }
    expect([room.running(), room.waiting(), seated.length]).toEqual([0, 0, 0]);
  });

  it('has few of its prompts read at once', async () => {
    const room = createWaitingRoom({ seats: 64, maxWaiting: 300 });
    const { seated, come, seatsOf } = crowd(room);
    await come('flood', 100);
    expect(seatsOf('flood')).toBe(4);
    seated[0]?.seat.begun();
    seated[0]?.seat.begun();
    seated[1]?.seat.leave();
    await settle();
    expect(seatsOf('flood')).toBe(6);
    await come('other', 1);
    expect(seatsOf('other')).toBe(1);
  });

  it('gets an eighth of the seats while others are about, and half once it is alone', async () => {
    let time = 0;
    const room = createWaitingRoom({ seats: 64, maxWaiting: 300, now: () => time });
    const { seated, come, seatsOf } = crowd(room);
    await come('other', 1);
    await come('flood', 100);
    expect(seatsOf('flood')).toBe(2);
    await beginAll(seated);
    expect(seatsOf('flood')).toBe(8);
    time = 299_999;
    await come('flood', 1);
    expect(seatsOf('flood')).toBe(8);
    time = 300_000;
    seated[0]?.seat.leave();
    await beginAll(seated);
    expect(seatsOf('flood')).toBe(32);
  });

  it('gives each of many users a seat', async () => {
    const room = createWaitingRoom({ seats: 64, maxWaiting: 300 });
    const { seated, come } = crowd(room);
    for (let user = 0; user < 100; user += 1) await come(`user ${user}`, 1);
    expect([seated.length, room.waiting()]).toEqual([64, 36]);
  });
});

describe('who waits', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('hears its place when that changes, and an estimate once there is one', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 10, noticeEveryMs: 300 });
    const heard: Record<string, unknown[]> = { a: [], b: [] };
    const waitAs = (user: string) =>
      room.enter({ user, signal: never(), onPlace: (place) => heard[user]?.push(place) });
    const first = await enter(room, 'c');
    const a = waitAs('a');
    void waitAs('b');
    expect(heard).toEqual({ a: [], b: [] });
    jest.advanceTimersByTime(2_000);
    expect(heard).toEqual({
      a: [{ place: 1, estimateMs: undefined }],
      b: [{ place: 2, estimateMs: undefined }],
    });
    first.leave();
    jest.advanceTimersByTime(300);
    // One seat, held for two seconds, and two users.
    expect(heard['b']?.slice(1)).toEqual([{ place: 1, estimateMs: 2_000 }]);
    (await a).leave();
    jest.advanceTimersByTime(10_000);
    expect(heard['a']).toHaveLength(1);
    expect(heard['b']).toHaveLength(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('hears of small changes less often while it is far from its turn', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 40, noticeEveryMs: 300 });
    const near: number[] = [];
    const far: number[] = [];
    let seated = await enter(room, 'c');
    const waiting = Array.from({ length: 20 }, (_, at) => {
      const heard = at === 0 ? near : far;
      const onPlace = ({ place }: { place: number }) => at % 19 === 0 && heard.push(place);
      return room.enter({ user: `user ${at}`, signal: never(), onPlace });
    });
    for (const next of waiting.slice(0, 12)) {
      jest.advanceTimersByTime(300);
      seated.leave();
      seated = await next;
    }
    jest.advanceTimersByTime(300);
    expect(near).toEqual([1]);
    expect(far).toEqual([20, 16, 12, 8]);
  });

  it('hears nothing while it waits for a moment only', async () => {
    const room = createWaitingRoom({ seats: 1, maxWaiting: 10, noticeEveryMs: 300 });
    const places: number[] = [];
    const first = await enter(room);
    const second = room.enter({
      user: 'a',
      signal: never(),
      onPlace: ({ place }) => places.push(place),
    });
    jest.advanceTimersByTime(299);
    first.leave();
    await second;
    jest.advanceTimersByTime(10_000);
    expect(places).toEqual([]);
  });

  it('is told to come back later the longer the row is', async () => {
    let time = 0;
    const room = createWaitingRoom({ seats: 1, maxWaiting: 4, now: () => time });
    const first = await enter(room);
    time = 3_000;
    first.leave();
    await enter(room);
    void enter(room);
    void enter(room);
    await expect(enter(room)).rejects.toMatchObject({ retryAfterMs: 6_000 });
  });
});
