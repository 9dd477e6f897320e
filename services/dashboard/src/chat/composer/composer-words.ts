/** The longest message that the API takes, in UTF-16 units. */
export const maxMessageLength = 16_000;

export interface ComposerState {
  readonly draft: string;
  /** An answer is being written. */
  readonly running: boolean;
  readonly connection: 'here' | 'lost';
}

/** Why a message can't be sent now; undefined when it can. */
export function whyNot({ draft, running, connection }: ComposerState): string | undefined {
  if (connection === 'lost') return 'The connection is lost. What you write is kept.';
  if (running) return 'Wait for the answer, or stop it.';
  if (draft.trim() === '') return 'Write a message first.';
  return undefined;
}

/** What stands below the box. */
export function hintOf(state: ComposerState): string {
  const left = maxMessageLength - state.draft.length;
  if (left <= 0) return `A message has ${maxMessageLength} characters at most.`;
  if (left < 1_000) return `${left} characters left.`;
  const reason = state.connection === 'lost' || state.draft !== '' ? whyNot(state) : undefined;
  return reason ?? 'Enter sends, Shift+Enter makes a new line.';
}

/** The first picture of what was pasted or dropped. */
export function pictureOf(files: Iterable<File>): File | undefined {
  return [...files].find(({ type }) => /^image\/(png|jpeg|webp)$/.test(type));
}
