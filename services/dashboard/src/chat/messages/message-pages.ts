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
  const fresh = { messages: page.messages, nextBefore: page.next_before };
  const [first] = page.messages;
  if (!loaded || !first) return fresh;
  const kept = loaded.messages.filter(({ seq }) => seq < first.seq);
  const last = kept.at(-1);
  // With a gap between, what was loaded before is loaded again on the way up.
  if (!last || last.seq + 1 < first.seq) return fresh;
  return { messages: [...kept, ...page.messages], nextBefore: loaded.nextBefore };
}

/** What is loaded with a page of older messages before it. */
export function withOlder(loaded: LoadedMessages, page: MessageListView): LoadedMessages {
  const [first] = loaded.messages;
  const older = page.messages.filter(({ seq }) => first === undefined || seq < first.seq);
  return { messages: [...older, ...loaded.messages], nextBefore: page.next_before };
}
