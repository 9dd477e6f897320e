import { describe, expect, it } from '@jest/globals';
import { createBodyBudget } from './body-budget.js';

const never = new AbortController().signal;

describe('the budget', () => {
  it('lets bodies in while there is room', async () => {
    const budget = createBodyBudget({ maxBytes: 100, waitMs: 20 });
    const room = await budget.take('ann', 50, never);
    await budget.take('bob', 50, never);
    await expect(budget.take('cid', 1, never)).rejects.toMatchObject({ code: 'UPLOADS_BUSY' });
    room.release();
    room.release();
    await budget.take('cid', 50, never);
    await expect(budget.take('dan', 1, never)).rejects.toMatchObject({ code: 'UPLOADS_BUSY' });
  });

  it('lets who waits in as soon as there is room', async () => {
    const budget = createBodyBudget({ maxBytes: 100 });
    const room = await budget.take('ann', 50, never);
    await budget.take('bob', 30, never);
    const waiting = budget.take('cid', 40, never);
    room.shrinkTo(45);
    room.shrinkTo(48);
    room.shrinkTo(30);
    (await waiting).release();
    await budget.take('cid', 40, never);
  });

  it('gives one owner half of it', async () => {
    const budget = createBodyBudget({ maxBytes: 100, waitMs: 20 });
    await budget.take('ann', 40, never);
    await expect(budget.take('ann', 20, never)).rejects.toMatchObject({ code: 'UPLOADS_BUSY' });
    await budget.take('bob', 20, never);
  });

  it('keeps nothing for those who left', async () => {
    const budget = createBodyBudget({ maxBytes: 100 });
    const room = await budget.take('ann', 50, never);
    await budget.take('bob', 50, never);
    const left = new AbortController();
    const waiting = budget.take('cid', 50, left.signal);
    left.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'UPLOADS_BUSY' });
    await expect(budget.take('cid', 50, left.signal)).rejects.toBeDefined();
    room.release();
    await budget.take('dan', 50, never);
  });
});
