import { toolLimits, type TextPart, type ToolCall } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { CallPiece } from './chat-chunk.js';

/** Puts calls of functions together from the pieces that they come in. */
export interface CallCollector {
  /** @throws AppError `ENGINE_FAILED` for more than any call may be. */
  push(pieces: readonly CallPiece[]): void;
  /** The calls so far, whole. */
  rest(): TextPart[];
}

interface Draft {
  readonly index: number;
  id: string;
  name: string;
  arguments: string;
}

export function createCallCollector(): CallCollector {
  let drafts: Draft[] = [];
  const draftFor = (index: number, id: string): Draft => {
    const latest = drafts.findLast((draft) => draft.index === index);
    // Some servers number every call alike, and tell them apart by their ids.
    if (latest && (id === '' || latest.id === '' || latest.id === id)) return latest;
    const draft = { index, id: '', name: '', arguments: '' };
    drafts.push(draft);
    return draft;
  };
  return {
    push(pieces) {
      pieces.forEach((piece, place) => {
        const id = piece.id ?? '';
        // Some leave the number out where there is one call only.
        const draft = draftFor(piece.index ?? place, id);
        draft.id ||= id;
        draft.name ||= piece.function?.name ?? '';
        draft.arguments += piece.function?.arguments ?? '';
        const isTooMuch = draft.arguments.length > toolLimits.maxArguments;
        if (isTooMuch || drafts.length > toolLimits.maxCalls) throw tooMuch();
      });
    },
    rest() {
      const whole = drafts;
      drafts = [];
      return whole.map((draft, place) => ({ type: 'tool-call', call: toCall(draft, place) }));
    },
  };
}

function toCall({ id, name, arguments: given }: Draft, place: number): ToolCall {
  const clean = (text: string) => text.toWellFormed().replaceAll('\0', '');
  return {
    id: clean(id).slice(0, 256) || `call_${place}`,
    name: clean(name).slice(0, 256) || 'unknown',
    arguments: clean(given),
  };
}

function tooMuch(): AppError {
  return new AppError('ENGINE_FAILED', 'The chat server called functions without end. Try again.');
}
