import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { createChatModels } from './chat-models.js';

describe('createChatModels', () => {
  const start = (first: readonly string[] | Error) => {
    const state = { now: 5_000_000, asked: 0, answer: first };
    const models = createChatModels({
      atWork: () => {
        state.asked += 1;
        const { answer } = state;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      holdMs: 1_000,
      now: () => state.now,
    });
    const ids = async () => (await models.list()).map(({ id }) => id);
    return { state, models, ids };
  };

  it('asks once for those who ask together, and again after a while', async () => {
    const { state, models, ids } = start(['one', 'one']);
    await Promise.all([ids(), ids(), models.find('one')]);
    expect([await ids(), state.asked]).toEqual([['one', 'atelier'], 1]);
    state.answer = ['two'];
    state.now += 1_000;
    expect([await ids(), state.asked]).toEqual([['two', 'atelier'], 2]);
    await expect(models.find('one')).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
  });

  it('goes by what it heard last while nobody answers', async () => {
    const { state, models, ids } = start(new AppError('LLM_UNAVAILABLE'));
    await expect(ids()).rejects.toMatchObject({ code: 'LLM_UNAVAILABLE' });
    expect(await models.find('atelier')).toMatchObject({ id: 'atelier', created: 5_000 });
    state.answer = ['one'];
    expect(await ids()).toEqual(['one', 'atelier']);
    state.answer = new AppError('LLM_UNAVAILABLE');
    state.now += 9_000;
    expect(await ids()).toEqual(['one', 'atelier']);
  });
});
