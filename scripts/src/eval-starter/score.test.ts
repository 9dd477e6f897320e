import { describe, expect, it } from '@jest/globals';
import type { Block, Case } from './cases.js';
import { takeApart } from './chat-model.js';
import { outcomeAlone, outcomeSettled } from './outcome.js';
import { toRows } from './report.js';
import { judge, pictureF1, repeats } from './score.js';

const facts = { seed: 'number a picture starts from', steps: 'how often' };

function wish(content: string, block: Block, category = 'request'): Case {
  const messages = [{ role: 'user' as const, content }];
  return {
    id: 'x',
    category,
    topic: '',
    messages,
    wants_picture: true,
    block,
    stated: {},
    accepts: [],
    out_of_scope: false,
  };
}

function question(content: string, topic: keyof typeof facts): Case {
  const asked = wish(content, { prompt: '' }, 'product');
  return { ...asked, topic, wants_picture: false, block: undefined, accepts: [facts[topic]] };
}

const written = (block: object) =>
  takeApart(`Here it is.\n\`\`\`image_prompt\n${JSON.stringify(block)}\n\`\`\``);
const wrong = (asked: Case, raw: string) =>
  [...judge(asked, outcomeAlone(takeApart(raw)), facts, false)].flatMap(([name, isRight]) =>
    isRight ? [] : [name],
  );

describe('the model alone', () => {
  it('is right when every setting is, and nothing is invented', () => {
    const asked = wish('a red star, seed 5', { prompt: 'a red star', seed: 5 });
    const marks = (block: object) => judge(asked, outcomeAlone(written(block)), facts, false);
    expect(marks({ prompt: 'a red star', seed: 5, steps: 20 }).get('wish exact')).toBe(true);
    expect(marks({ prompt: 'a red star', seed: 5, steps: 21 }).get('wish exact')).toBe(false);
    const half = marks({ prompt: 'a red star' });
    expect([half.get('prompt'), half.get('seed')]).toEqual([true, false]);
  });

  it('writes a valid block or none', () => {
    const asked = wish('a red star', { prompt: 'a red star' });
    expect(wrong(asked, '```image_prompt\n{"prompt":')).toContain('block valid');
    expect(wrong(asked, 'No.')).toEqual(['prompt', 'wish exact']);
  });

  it('states a wrong fact when it answers another question', () => {
    const asked = question('what is a seed?', 'seed');
    expect(wrong(asked, 'The number a picture starts from.')).toEqual([]);
    expect(wrong(asked, 'I do not know.')).toEqual(['product']);
    expect(wrong(asked, 'It is how often it is refined.')).toEqual(['product', 'no wrong fact']);
  });
});

describe('with the code around it', () => {
  it('asks again and keeps what agrees', async () => {
    const asked = wish('draw a red star, seed 5', {
      prompt: 'a red star on a white background',
      seed: 5,
    });
    const answer = written({ prompt: 'a blue star on a white background' });
    const settled = await outcomeSettled(asked, answer, (attempt) =>
      Promise.resolve(attempt === 2 ? '{"prompt":"a red star on a white background"}' : undefined),
    );
    expect(settled).toMatchObject({ block: asked.block, redraws: 2 });
    const rows = toRows([{ asked, alone: outcomeAlone(answer), settled }], facts);
    expect(rows.find(({ measure }) => measure === 'wish exact')).toEqual({
      measure: 'wish exact',
      cases: 1,
      alone: 0,
      withCode: 1,
    });
  });
});

it('finds six words that come three times', () => {
  expect(repeats('one two three four five six '.repeat(3).trim())).toBe(true);
  expect(repeats('one two three four five six '.repeat(2).trim())).toBe(false);
  expect(repeats('')).toBe(false);
});

it('counts pictures that were wanted and drawn', () => {
  const drawn = outcomeAlone(written({ prompt: 'x' }));
  const none = outcomeAlone(takeApart('No.'));
  const wanted = wish('draw x', { prompt: 'x' });
  const unwanted = question('what is a seed?', 'seed');
  expect(
    pictureF1([
      [wanted, drawn],
      [unwanted, none],
    ]),
  ).toBe(1);
  expect(
    pictureF1([
      [wanted, drawn],
      [wanted, none],
      [unwanted, drawn],
    ]),
  ).toBe(0.5);
});
