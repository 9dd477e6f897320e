import type { MessageListView, MessageView } from '@atelier/contracts';

/** The newest messages of a conversation without a gap, oldest first. */
export interface LoadedMessages {
  readonly messages: readonly MessageView[];
  /** There are older ones before this place; undefined at the beginning. */
  readonly nextBefore?: number | undefined;
}

/** What is loaded once the newest page was read again. */
export function withNewest(
  loaded: LoadedMessages | undefined,
  page: MessageListView,
): LoadedMessages {
  const known = new Map(loaded?.messages.map((message) => [message.id, message]));
  // A message that is the same stays the very same, so that it is not drawn again.
  const newest = page.messages.map((message) => {
    const before = known.get(message.id);
    return before && JSON.stringify(before) === JSON.stringify(message) ? before : message;
  });
  const fresh = { messages: newest, nextBefore: page.next_before };
  const [first] = newest;
  if (!loaded || !first) return fresh;
  const kept = loaded.messages.filter(({ seq }) => seq < first.seq);
  const last = kept.at(-1);
  // With a gap between, what was loaded before is loaded again on the way up.
  if (!last || last.seq + 1 < first.seq) return fresh;
  return { messages: [...kept, ...newest], nextBefore: loaded.nextBefore };
}

/** What is loaded with a page of older messages before it. */
export function withOlder(loaded: LoadedMessages, page: MessageListView): LoadedMessages {
  const [first] = loaded.messages;
  const older = page.messages.filter(({ seq }) => first === undefined || seq < first.seq);
  return { messages: [...older, ...loaded.messages], nextBefore: page.next_before };
}
