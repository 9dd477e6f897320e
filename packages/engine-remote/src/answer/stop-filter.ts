/** Cuts a stream off at a stop string, also at one that arrives in pieces. */
export interface StopFilter {
  /** Takes the next piece; gives what can be shown by now. Nothing after a stop string. */
  push(piece: string): string;
  /** What was held back as the possible beginning of a stop string that never came. */
  rest(): string;
  /** True once a stop string was met. */
  stopped(): boolean;
}

export function createStopFilter(stops: readonly string[]): StopFilter {
  let held = '';
  let stopped = false;
  return {
    push(piece) {
      if (stopped) return '';
      held += piece;
      const cut = firstOccurrence(held, stops);
      stopped = cut !== undefined;
      const shown = held.slice(0, cut ?? held.length - possibleBeginning(held, stops));
      held = stopped ? '' : held.slice(shown.length);
      return shown;
    },
    rest() {
      const shown = held;
      held = '';
      return shown;
    },
    stopped: () => stopped,
  };
}

function firstOccurrence(text: string, stops: readonly string[]): number | undefined {
  const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return found.length > 0 ? Math.min(...found) : undefined;
}

/** Length of the longest end of the text with which a stop string begins. */
export function possibleBeginning(text: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length -= 1) {
      if (text.endsWith(stop.slice(0, length))) longest = length;
    }
  }
  return longest;
}
