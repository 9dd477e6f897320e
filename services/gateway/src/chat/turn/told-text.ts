import type { ChatEvent } from '@atelier/contracts';

/** What a reader has of an answer after some events. */
export interface ToldText {
  readonly text: string;
  readonly reasoning: string;
}

/** Joins the deltas of some events. */
export function toldText(events: readonly ChatEvent[]): ToldText {
  let text = '';
  let reasoning = '';
  for (const event of events) {
    if (event.type === 'text-delta') text += event.text;
    if (event.type === 'text-replaced') text = event.text;
    if (event.type === 'reasoning-delta') reasoning += event.text;
  }
  return { text, reasoning };
}

/** Tells the answer as it grows. */
export interface Teller {
  text(delta: string): void;
  reasoning(delta: string): void;
  /** What readers have of the text, once they have read everything. */
  told(): string;
  /** Makes readers have exactly this text. */
  settle(text: string): void;
}

/**
 * Tells an answer that may have been told in part before: what readers have is not told again. Where
 * it comes out differently, they get all of it anew.
 */
export function createTeller(say: (event: ChatEvent) => void, before: ToldText): Teller {
  let made = '';
  let told = before.text;
  let thought = '';
  const settle = (text: string) => {
    if (text === told) return;
    if (text.startsWith(told)) say({ type: 'text-delta', text: text.slice(told.length) });
    else say({ type: 'text-replaced', text });
    told = text;
  };
  return {
    text(delta) {
      made += delta;
      if (made.length > told.length || !told.startsWith(made)) settle(made);
    },
    reasoning(delta) {
      const from = thought.length;
      thought += delta;
      const fresh = delta.slice(Math.max(0, before.reasoning.length - from));
      if (fresh !== '') say({ type: 'reasoning-delta', text: fresh });
    },
    told: () => told,
    settle,
  };
}
