/** A line of a service's log: an event name and its fields. */
export interface LoggedEvent {
  readonly event: string;
  readonly level?: string;
  readonly [field: string]: unknown;
}

interface ServiceLog {
  readonly add: (line: string) => void;
  /** Lines ever added. */
  readonly count: () => number;
  /** The kept JSON lines, from the one with this number on. */
  readonly events: (from?: number) => readonly LoggedEvent[];
  /** The last lines. */
  readonly output: () => string;
}

const keptLines = 20_000;
const shownLines = 60;

/** Keeps what a service writes, within bounds. */
export function createServiceLog(): ServiceLog {
  const lines: { readonly text: string; readonly event: LoggedEvent | undefined }[] = [];
  let dropped = 0;
  return {
    add: (text) => {
      lines.push({ text, event: parseEvent(text) });
      if (lines.length <= keptLines) return;
      lines.shift();
      dropped += 1;
    },
    count: () => dropped + lines.length,
    events: (from = 0) =>
      lines.slice(Math.max(0, from - dropped)).flatMap(({ event }) => event ?? []),
    output: () =>
      lines
        .slice(-shownLines)
        .map(({ text }) => text)
        .join('\n'),
  };
}

function parseEvent(text: string): LoggedEvent | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const parsed = JSON.parse(text) as LoggedEvent;
    return typeof parsed.event === 'string' ? parsed : undefined;
  } catch {
    return undefined;
  }
}
