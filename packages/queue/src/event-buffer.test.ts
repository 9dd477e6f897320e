import { describe, expect, it } from '@jest/globals';
import { createEventBuffer } from './event-buffer.js';

const progress = (text: string) => ({ text, droppable: true });
const result = (text: string) => ({ text, droppable: false });

describe('createEventBuffer', () => {
  it('gives events back in order', () => {
    const buffer = createEventBuffer(10);
    buffer.push(result('a'));
    buffer.push(progress('b'));
    const taken = buffer.take(1);
    buffer.push(result('c'));
    buffer.putBack(taken);
    expect(buffer.take(10).map((item) => item.text)).toEqual(['a', 'b', 'c']);
    expect(buffer.takeDropped()).toBe(0);
  });

  it('drops the oldest droppable event first', () => {
    const buffer = createEventBuffer(3);
    for (const item of [result('a'), progress('b'), progress('c'), result('d')]) buffer.push(item);
    expect(buffer.take(10).map((item) => item.text)).toEqual(['a', 'c', 'd']);
    expect(buffer.takeDropped()).toBe(1);
    expect(buffer.takeDropped()).toBe(0);
  });

  it('drops the oldest when none is droppable', () => {
    const buffer = createEventBuffer(2);
    for (const text of ['a', 'b', 'c']) buffer.push(result(text));
    expect(buffer.take(10).map((item) => item.text)).toEqual(['b', 'c']);
  });

  it('stays within its limit when events are put back', () => {
    const buffer = createEventBuffer(2);
    buffer.push(result('a'));
    buffer.push(result('b'));
    const taken = buffer.take(2);
    buffer.push(progress('c'));
    buffer.putBack(taken);
    expect(buffer.size()).toBe(2);
    expect(buffer.take(10).map((item) => item.text)).toEqual(['a', 'b']);
  });
});
