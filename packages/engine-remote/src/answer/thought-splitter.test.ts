import { describe, expect, it } from '@jest/globals';
import { createThoughtSplitter, type ThoughtPlace } from './thought-splitter.js';

function split(place: ThoughtPlace, pieces: readonly string[]) {
  const splitter = createThoughtSplitter(place);
  const all = [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.rest()];
  const textOf = (kind: string) =>
    all.flatMap((piece) => (piece.kind === kind ? [piece.text] : [])).join('');
  return { thought: textOf('thought'), answer: textOf('answer') };
}

const cases: readonly (readonly [ThoughtPlace, string, string, string])[] = [
  ['marked', '<think>\nHm.\n</think>\n\nYes.', 'Hm.\n', 'Yes.'],
  ['marked', '\n <think>Hm.</think>Yes.', 'Hm.', 'Yes.'],
  ['marked', 'Yes, <think> is a word.', '', 'Yes, <think> is a word.'],
  ['marked', '\n<thanks>', '', '\n<thanks>'],
  ['marked', '<think>Cut off </thi', 'Cut off </thi', ''],
  ['marked', '<thi', '', '<thi'],
  ['marked', '<think></think>Yes.', '', 'Yes.'],
  ['first', 'Hm.</think>\nYes.', 'Hm.', 'Yes.'],
  ['none', '<think>Hm.</think>', '', '<think>Hm.</think>'],
];

describe('createThoughtSplitter', () => {
  it.each(cases)('%s: %j', (place, text, thought, answer) => {
    expect(split(place, [text])).toEqual({ thought, answer });
    expect(split(place, Array.from(text))).toEqual({ thought, answer });
    for (let at = 1; at < text.length; at += 1) {
      expect(split(place, [text.slice(0, at), text.slice(at)])).toEqual({ thought, answer });
    }
  });

  it('lets go of text as soon as it can be no mark', () => {
    const splitter = createThoughtSplitter('marked');
    expect(splitter.push('<')).toEqual([]);
    expect(splitter.push('b')).toEqual([{ kind: 'answer', text: '<b' }]);
  });
});
