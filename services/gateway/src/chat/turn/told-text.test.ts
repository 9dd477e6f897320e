import { describe, expect, it } from '@jest/globals';
import type { ChatEvent } from '@atelier/contracts';
import fc from 'fast-check';
import { createTeller, toldText } from './told-text.js';

const delta = (text: string): ChatEvent => ({ type: 'text-delta', text });

describe('telling an answer', () => {
  it('tells on where another gateway left off, wherever that was and however it is cut', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.array(fc.nat(9)), (text, cutAt, sizes) => {
        const first = [delta(text.slice(0, cutAt % (text.length + 1)))];
        const said: ChatEvent[] = [];
        const teller = createTeller((event) => said.push(event), toldText(first));
        let at = 0;
        for (const size of [...sizes, text.length]) {
          teller.text(text.slice(at, at + size));
          at += size;
        }
        expect(said.every(({ type }) => type === 'text-delta')).toBe(true);
        expect(toldText([...first, ...said]).text).toBe(text);
        expect(teller.told()).toBe(text);
      }),
    );
  });

  it('tells everything anew where it comes out differently', () => {
    const first = [delta('A red ')];
    const said: ChatEvent[] = [];
    const teller = createTeller((event) => said.push(event), toldText(first));
    for (const text of ['A ', 'blue ', 'star.']) teller.text(text);
    expect(said).toEqual([
      { type: 'text-replaced', text: 'A blue ' },
      { type: 'text-delta', text: 'star.' },
    ]);
  });

  it('puts another text in its place, and says nothing where it is the same', () => {
    const said: ChatEvent[] = [];
    const teller = createTeller((event) => said.push(event), toldText([]));
    teller.text('I can not draw.');
    teller.settle('I can not draw.');
    teller.settle('I am drawing it.');
    expect(toldText(said).text).toBe('I am drawing it.');
    expect(said).toHaveLength(2);
  });

  it('tells reasoning on', () => {
    const said: ChatEvent[] = [];
    const before = { text: '', reasoning: 'First ' };
    const teller = createTeller((event) => said.push(event), before);
    for (const text of ['Fir', 'st t', 'hink']) teller.reasoning(text);
    expect(said.map((event) => 'text' in event && event.text)).toEqual(['t', 'hink']);
  });
});
