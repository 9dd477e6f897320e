import { describe, expect, it } from '@jest/globals';
import type { MessageView } from '@atelier/contracts';
import { withNewest, withOlder } from './message-pages.js';

const message = (seq: number) => ({ id: String(seq), seq }) as MessageView;
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const seqs = ({ messages }: { messages: readonly MessageView[] }) => messages.map(({ seq }) => seq);

describe('loaded messages', () => {
  it('begin with the newest page', () => {
    expect(withNewest(undefined, { messages: range(5, 6), next_before: 5 })).toEqual({
      messages: range(5, 6),
      nextBefore: 5,
    });
  });

  it('keep what was loaded before a newer page', () => {
    const loaded = { messages: range(1, 4), nextBefore: undefined };
    const next = withNewest(loaded, { messages: range(3, 6), next_before: 3 });
    expect(seqs(next)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(next.nextBefore).toBeUndefined();
  });

  it('stay the very same where they did not change', () => {
    const loaded = { messages: range(1, 4) };
    const changed = { ...message(4), content: 'more' };
    const next = withNewest(loaded, { messages: [message(3), changed], next_before: 3 });
    expect(next.messages[2]).toBe(loaded.messages[2]);
    expect(next.messages[3]).toBe(changed);
  });

  it('begin anew where messages between are not known', () => {
    const loaded = { messages: range(1, 4) };
    const next = withNewest(loaded, { messages: range(8, 9), next_before: 8 });
    expect([seqs(next), next.nextBefore]).toEqual([[8, 9], 8]);
  });

  it('take older ones before them, each once', () => {
    const loaded = { messages: range(5, 6), nextBefore: 5 };
    const next = withOlder(loaded, { messages: range(3, 5), next_before: 3 });
    expect([seqs(next), next.nextBefore]).toEqual([[3, 4, 5, 6], 3]);
    expect(withOlder(next, { messages: range(1, 2) }).nextBefore).toBeUndefined();
  });
});
