import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBlockSplitter, type SplitPart } from './block-splitter.js';

function split(pieces: readonly string[]) {
  const splitter = createBlockSplitter();
  const parts: SplitPart[] = [
    ...pieces.flatMap((piece) => splitter.push(piece)),
    ...splitter.end(),
  ];
  return {
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    blocks: parts.flatMap((part) => (part.type === 'image-prompt' ? [part.raw] : [])),
  };
}

const answer = 'Sure.\n```image_prompt\n{"prompt":"a `red` cat"}\n```\nDone. ```js\nx\n```';
const expected = {
  text: 'Sure.\n\nDone. ```js\nx\n```',
  blocks: ['{"prompt":"a `red` cat"}'],
};

describe('createBlockSplitter', () => {
  it('gives the same for a text cut at any place', () => {
    for (let at = 0; at <= answer.length; at += 1) {
      expect(split([answer.slice(0, at), answer.slice(at)])).toEqual(expected);
    }
    expect(split(Array.from(answer))).toEqual(expected);
  });

  it('lets text through as soon as it can not be a mark', () => {
    const splitter = createBlockSplitter();
    expect(splitter.push('Hello ``')).toEqual([{ type: 'text', text: 'Hello ' }]);
    expect(splitter.push('x')).toEqual([{ type: 'text', text: '``x' }]);
  });

  it('knows tags, takes several blocks, and closes one that the model left open', () => {
    expect(
      split(['<image_prompt>one</image_prompt> and ```image_prompt\n{"prompt":"two"']),
    ).toEqual({
      text: ' and ',
      blocks: ['one', '{"prompt":"two"'],
    });
  });

  it('bounds a block that never ends', () => {
    const { blocks } = split(['```image_prompt', ...Array<string>(100).fill('x'.repeat(1_000))]);
    expect(blocks[0]).toHaveLength(16_000);
  });

  it('loses and invents nothing when there is no mark', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (pieces) => {
        const whole = pieces.join('');
        fc.pre(!whole.includes('```image_prompt') && !whole.includes('<image_prompt>'));
        expect(split(pieces)).toEqual({ text: whole, blocks: [] });
      }),
    );
  });
});
