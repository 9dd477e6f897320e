import { createLeadingTrim } from './leading-trim.js';
import { possibleBeginning } from './stop-filter.js';

const opening = '<think>';
const closing = '</think>';

/**
 * Where a model's thoughts stand in its text: `marked` between `<think>` and `</think>` at the
 * beginning, if at all; `first` from the beginning to `</think>`, because the chat template has
 * written `<think>` already; `none` takes everything as the answer.
 */
export type ThoughtPlace = 'marked' | 'first' | 'none';

const firstState = { marked: 'start', first: 'thought', none: 'answer' } as const;

export interface ThoughtPiece {
  readonly kind: 'thought' | 'answer';
  readonly text: string;
}

/** Tells thoughts from the answer, also when the marks arrive in pieces. */
export interface ThoughtSplitter {
  push(piece: string): ThoughtPiece[];
  /** What was held back as the possible beginning of a mark that never came. */
  rest(): ThoughtPiece[];
}

export function createThoughtSplitter(place: ThoughtPlace): ThoughtSplitter {
  let state: 'start' | 'thought' | 'gap' | 'answer' = firstState[place];
  const start = createLeadingTrim();
  let held = '';

  const takeStart = (): boolean => {
    const text = held.trimStart();
    if (opening.startsWith(text) && text !== opening) return false;
    state = text.startsWith(opening) ? 'thought' : 'answer';
    if (state === 'thought') held = text.slice(opening.length);
    return true;
  };
  const takeThought = (): { readonly text: string; readonly ended: boolean } => {
    const end = held.indexOf(closing);
    const cut = end >= 0 ? end : held.length - possibleBeginning(held, [closing]);
    const text = start.push(held.slice(0, cut));
    held = held.slice(end >= 0 ? end + closing.length : cut);
    return { text, ended: end >= 0 };
  };

  return {
    push(piece) {
      held += piece;
      const pieces: ThoughtPiece[] = [];
      if (state === 'start' && !takeStart()) return [];
      if (state === 'thought') {
        const { text, ended } = takeThought();
        pieces.push({ kind: 'thought', text });
        if (ended) state = 'gap';
      }
      if (state === 'gap') {
        // The blank lines between a thought and its answer belong to neither.
        held = held.trimStart();
        if (held !== '') state = 'answer';
      }
      if (state === 'answer') {
        pieces.push({ kind: 'answer', text: held });
        held = '';
      }
      return pieces.filter(({ text }) => text !== '');
    },
    rest() {
      const text = held;
      held = '';
      if (text === '' || state === 'gap') return [];
      return [{ kind: state === 'thought' ? 'thought' : 'answer', text }];
    },
  };
}
